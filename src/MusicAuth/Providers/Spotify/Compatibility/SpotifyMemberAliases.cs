using System.Text;
using System.Text.Json;

namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>
/// Both names for what 2026 renamed: a playlist's <c>tracks</c> became <c>items</c>, an entry's <c>track</c> became
/// <c>item</c>. What is there under one name is there under the other, too.
/// </summary>
internal static class SpotifyMemberAliases
{
    /// <summary>A page of a playlist's entries.</summary>
    public static byte[] AddToItemsPage(ReadOnlySpan<byte> json, bool dropNulls)
    {
        var edits = new JsonEdits();
        AddToItems(json, JsonNavigator.ReadRoot(json), dropNulls, edits);
        return edits.Apply(json);
    }

    /// <summary>One playlist, with its first entries where it has them.</summary>
    public static byte[] AddToPlaylist(ReadOnlySpan<byte> json, bool dropNulls)
    {
        var inner = new JsonEdits();
        var members = JsonNavigator.ReadMembers(json, JsonNavigator.ReadRoot(json));
        foreach (var name in (string[])["items", "tracks"])
        {
            if (members.TryGetValue(name, out var page))
                AddToItems(json, page, dropNulls, inner);
        }

        // The copy is one of the entries with both names.
        ReadOnlySpan<byte> whole = inner.Apply(json);
        var edits = new JsonEdits();
        AddAlias(whole, JsonNavigator.ReadRoot(whole), "items", "tracks", edits);
        return edits.Apply(whole);
    }

    /// <summary>A page of playlists, at the root or below a member of it.</summary>
    public static byte[] AddToPlaylistsPage(ReadOnlySpan<byte> json, string? below, bool dropNulls, Func<string, string>? link)
    {
        var edits = new JsonEdits();
        var page = JsonNavigator.ReadRoot(json);
        if (below is not null && !JsonNavigator.ReadMembers(json, page).TryGetValue(below, out page))
            return json.ToArray();
        var playlists = JsonNavigator.ReadElements(json, page, "items");
        foreach (var playlist in playlists)
            AddAlias(json, playlist, "items", "tracks", edits);
        if (dropNulls)
            edits.Drop(playlists, playlist => playlist.Kind is JsonTokenType.Null);
        if (link is not null)
            RewriteLinks(json, page, link, edits);
        return edits.Apply(json);
    }

    private static void AddToItems(ReadOnlySpan<byte> json, JsonRange page, bool dropNulls, JsonEdits edits)
    {
        var entries = JsonNavigator.ReadElements(json, page, "items");
        var nothing = new HashSet<JsonRange>();
        foreach (var entry in entries)
        {
            if (IsNullItem(json, entry))
                nothing.Add(entry);
            if (!dropNulls || !nothing.Contains(entry))
                AddAlias(json, entry, "item", "track", edits);
        }

        if (dropNulls)
            edits.Drop(entries, nothing.Contains);
    }

    private static bool IsNullItem(ReadOnlySpan<byte> json, JsonRange entry)
    {
        var members = JsonNavigator.ReadMembers(json, entry);
        return entry.Kind is JsonTokenType.Null
            || (members.TryGetValue("item", out var item) | members.TryGetValue("track", out var track)
                && item.Kind is JsonTokenType.Null or JsonTokenType.None
                && track.Kind is JsonTokenType.Null or JsonTokenType.None);
    }

    private static void AddAlias(ReadOnlySpan<byte> json, JsonRange value, string today, string before, JsonEdits edits)
    {
        var members = JsonNavigator.ReadMembers(json, value);
        var (has, had) = (members.TryGetValue(today, out var one), members.TryGetValue(before, out var other));
        if (has == had)
            return;
        var (part, missing) = has ? (one, before) : (other, today);
        edits.Insert(part.To, [.. ",\""u8, .. Encoding.UTF8.GetBytes(missing), .. "\":"u8, .. part.Slice(json)]);
    }

    private static void RewriteLinks(ReadOnlySpan<byte> json, JsonRange page, Func<string, string> link, JsonEdits edits)
    {
        var members = JsonNavigator.ReadMembers(json, page);
        foreach (var name in (string[])["href", "next", "previous"])
        {
            if (members.TryGetValue(name, out var part)
                && JsonNavigator.ReadString(json, part) is { } address && link(address) is var better && better != address)
                edits.Replace(part, JsonNavigator.ToJsonString(better));
        }
    }
}
