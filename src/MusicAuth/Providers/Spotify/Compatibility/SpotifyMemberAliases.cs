using System.Text;
using System.Text.Json;

namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>
/// Writes both names of the members that Spotify renamed in 2026: a playlist's <c>tracks</c> became <c>items</c>, an
/// entry's <c>track</c> became <c>item</c>.
/// </summary>
internal static class SpotifyMemberAliases
{
    public static byte[] AddToItemsPage(ReadOnlySpan<byte> json, bool dropNulls)
    {
        var edits = new JsonEdits();
        AddToItems(json, JsonNavigator.ReadRoot(json), dropNulls, edits);
        return edits.Apply(json);
    }

    public static byte[] AddToPlaylist(ReadOnlySpan<byte> json, bool dropNulls)
    {
        var itemEdits = new JsonEdits();
        var members = JsonNavigator.ReadMembers(json, JsonNavigator.ReadRoot(json));
        foreach (var name in (string[])["items", "tracks"])
        {
            if (members.TryGetValue(name, out var page))
                AddToItems(json, page, dropNulls, itemEdits);
        }

        // The items get their aliases first, so that the copy of the list has them too.
        ReadOnlySpan<byte> withItemAliases = itemEdits.Apply(json);
        var edits = new JsonEdits();
        AddAlias(withItemAliases, JsonNavigator.ReadRoot(withItemAliases), "items", "tracks", edits);
        return edits.Apply(withItemAliases);
    }

    /// <param name="pageMember">The member that holds the page; null if the page is the root.</param>
    /// <param name="mapLink">Maps the page's links; null leaves them unchanged.</param>
    public static byte[] AddToPlaylistsPage(
        ReadOnlySpan<byte> json, string? pageMember, bool dropNulls, Func<string, string>? mapLink)
    {
        var edits = new JsonEdits();
        var page = JsonNavigator.ReadRoot(json);
        if (pageMember is not null && !JsonNavigator.ReadMembers(json, page).TryGetValue(pageMember, out page))
            return json.ToArray();
        var playlists = JsonNavigator.ReadElements(json, page, "items");
        foreach (var playlist in playlists)
            AddAlias(json, playlist, "items", "tracks", edits);
        if (dropNulls)
            edits.Drop(playlists, playlist => playlist.Kind is JsonTokenType.Null);
        if (mapLink is not null)
            MapLinks(json, page, mapLink, edits);
        return edits.Apply(json);
    }

    private static void AddToItems(ReadOnlySpan<byte> json, JsonRange page, bool dropNulls, JsonEdits edits)
    {
        var items = JsonNavigator.ReadElements(json, page, "items");
        var dropped = new HashSet<JsonRange>();
        foreach (var item in items)
        {
            if (dropNulls && IsNullItem(json, item))
                dropped.Add(item);
            else
                AddAlias(json, item, "item", "track", edits);
        }

        edits.Drop(items, dropped.Contains);
    }

    private static bool IsNullItem(ReadOnlySpan<byte> json, JsonRange entry)
    {
        var members = JsonNavigator.ReadMembers(json, entry);
        return entry.Kind is JsonTokenType.Null
            || (members.TryGetValue("item", out var item) | members.TryGetValue("track", out var track)
                && item.Kind is JsonTokenType.Null or JsonTokenType.None
                && track.Kind is JsonTokenType.Null or JsonTokenType.None);
    }

    private static void AddAlias(
        ReadOnlySpan<byte> json, JsonRange value, string currentName, string legacyName, JsonEdits edits)
    {
        var members = JsonNavigator.ReadMembers(json, value);
        var hasCurrent = members.TryGetValue(currentName, out var current);
        var hasLegacy = members.TryGetValue(legacyName, out var legacy);
        if (hasCurrent == hasLegacy)
            return;
        var (present, missingName) = hasCurrent ? (current, legacyName) : (legacy, currentName);
        edits.Insert(
            present.To, [.. ",\""u8, .. Encoding.UTF8.GetBytes(missingName), .. "\":"u8, .. present.Slice(json)]);
    }

    private static void MapLinks(ReadOnlySpan<byte> json, JsonRange page, Func<string, string> mapLink, JsonEdits edits)
    {
        var members = JsonNavigator.ReadMembers(json, page);
        foreach (var name in (string[])["href", "next", "previous"])
        {
            if (members.TryGetValue(name, out var value) && JsonNavigator.ReadString(json, value) is { } link
                && mapLink(link) is var mapped && mapped != link)
                edits.Replace(value, JsonNavigator.ToJsonString(mapped));
        }
    }
}
