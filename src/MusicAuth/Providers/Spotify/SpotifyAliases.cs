using System.Text;
using System.Text.Json;

namespace MusicAuth.Providers.Spotify;

/// <summary>
/// Both names for what 2026 renamed: a playlist's <c>tracks</c> became <c>items</c>, an entry's <c>track</c> became
/// <c>item</c>. What is there under one name is there under the other, too.
/// </summary>
internal static class SpotifyAliases
{
    /// <summary>A page of a playlist's entries.</summary>
    public static byte[] OfEntries(ReadOnlySpan<byte> json, bool dropNulls)
    {
        var edits = new JsonEdits();
        Entries(json, JsonParts.Root(json), dropNulls, edits);
        return edits.Apply(json);
    }

    /// <summary>One playlist, with its first entries where it has them.</summary>
    public static byte[] OfPlaylist(ReadOnlySpan<byte> json, bool dropNulls)
    {
        var inner = new JsonEdits();
        var members = JsonParts.Members(json, JsonParts.Root(json));
        foreach (var name in (string[])["items", "tracks"])
        {
            if (members.TryGetValue(name, out var page))
                Entries(json, page, dropNulls, inner);
        }

        // The copy is one of the entries with both names.
        ReadOnlySpan<byte> whole = inner.Apply(json);
        var edits = new JsonEdits();
        Both(whole, JsonParts.Root(whole), "items", "tracks", edits);
        return edits.Apply(whole);
    }

    /// <summary>A page of playlists, at the root or below a member of it.</summary>
    public static byte[] OfPlaylists(ReadOnlySpan<byte> json, string? below, bool dropNulls, Func<string, string>? link)
    {
        var edits = new JsonEdits();
        var page = JsonParts.Root(json);
        if (below is not null && !JsonParts.Members(json, page).TryGetValue(below, out page))
            return json.ToArray();
        var playlists = JsonParts.Elements(json, page, "items");
        foreach (var playlist in playlists)
            Both(json, playlist, "items", "tracks", edits);
        if (dropNulls)
            edits.Drop(playlists, playlist => playlist.Kind is JsonTokenType.Null);
        if (link is not null)
            Links(json, page, link, edits);
        return edits.Apply(json);
    }

    private static void Entries(ReadOnlySpan<byte> json, JsonPart page, bool dropNulls, JsonEdits edits)
    {
        var entries = JsonParts.Elements(json, page, "items");
        var nothing = new HashSet<JsonPart>();
        foreach (var entry in entries)
        {
            if (IsNothing(json, entry))
                nothing.Add(entry);
            if (!dropNulls || !nothing.Contains(entry))
                Both(json, entry, "item", "track", edits);
        }

        if (dropNulls)
            edits.Drop(entries, nothing.Contains);
    }

    private static bool IsNothing(ReadOnlySpan<byte> json, JsonPart entry)
    {
        var members = JsonParts.Members(json, entry);
        return entry.Kind is JsonTokenType.Null
            || (members.TryGetValue("item", out var item) | members.TryGetValue("track", out var track)
                && item.Kind is JsonTokenType.Null or JsonTokenType.None
                && track.Kind is JsonTokenType.Null or JsonTokenType.None);
    }

    private static void Both(ReadOnlySpan<byte> json, JsonPart value, string today, string before, JsonEdits edits)
    {
        var members = JsonParts.Members(json, value);
        var (has, had) = (members.TryGetValue(today, out var one), members.TryGetValue(before, out var other));
        if (has == had)
            return;
        var (part, missing) = has ? (one, before) : (other, today);
        edits.Insert(part.To, [.. ",\""u8, .. Encoding.UTF8.GetBytes(missing), .. "\":"u8, .. part.Of(json)]);
    }

    private static void Links(ReadOnlySpan<byte> json, JsonPart page, Func<string, string> link, JsonEdits edits)
    {
        var members = JsonParts.Members(json, page);
        foreach (var name in (string[])["href", "next", "previous"])
        {
            if (members.TryGetValue(name, out var part)
                && JsonParts.TextOf(json, part) is { } address && link(address) is var better && better != address)
                edits.Replace(part, JsonParts.Quoted(better));
        }
    }
}
