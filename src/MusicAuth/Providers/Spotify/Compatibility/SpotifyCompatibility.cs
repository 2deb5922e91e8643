namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>
/// Which operations clients of before and after February 2026 know by different names (PROVIDERS, section 1.6).
/// </summary>
public static class SpotifyCompatibility
{
    private static readonly Dictionary<string, string> ItemKinds = new(StringComparer.Ordinal)
    {
        ["tracks"] = "track",
        ["albums"] = "album",
        ["episodes"] = "episode",
        ["shows"] = "show",
        ["audiobooks"] = "audiobook",
    };

    /// <summary>Null where the operation is the same for everybody.</summary>
    public static ICompatibilityMapping? Find(string method, string path, string baseUrl)
    {
        var reads = HttpMethods.IsGet(method);
        var saves = HttpMethods.IsPut(method) || HttpMethods.IsDelete(method);
        return path.Trim('/').Split('/') switch
        {
            ["playlists", var id, "tracks"] => MapPlaylistItems(method, id),
            ["playlists", _, "items"] when reads => new SpotifyRenamedMembersMapping(SpotifyMemberAliases.AddToItemsPage),
            ["playlists", _] when reads => new SpotifyRenamedMembersMapping(SpotifyMemberAliases.AddToPlaylist),
            ["me", "playlists"] when reads => new SpotifyRenamedMembersMapping((json, drop) =>
                SpotifyMemberAliases.AddToPlaylistsPage(json, null, drop, link => ToCurrentLink(link, baseUrl))),
            ["me", "playlists"] when HttpMethods.IsPost(method) => new SpotifyRenamedMembersMapping(SpotifyMemberAliases.AddToPlaylist),
            ["users", _, "playlists"] when HttpMethods.IsPost(method) =>
                new SpotifyRenamedMembersMapping(SpotifyMemberAliases.AddToPlaylist, "/me/playlists"),
            ["search"] when reads => new SpotifyRenamedMembersMapping((json, drop) =>
                SpotifyMemberAliases.AddToPlaylistsPage(json, "playlists", drop, link: null)),
            ["me", var kind] when saves && ItemKinds.TryGetValue(kind, out var one) => new SpotifySavedItemsMapping(_ => one),
            ["me", "following"] when saves => new SpotifySavedItemsMapping(SpotifySavedItemsMapping.GetFollowedKind),
            ["me", var kind, "contains"] when reads && ItemKinds.TryGetValue(kind, out var one) =>
                new SpotifySavedItemsMapping(_ => one),
            ["me", "following", "contains"] when reads => new SpotifySavedItemsMapping(SpotifySavedItemsMapping.GetFollowedKind),
            ["playlists", var id, "followers"] when saves => new SpotifySavedItemsMapping(_ => "playlist", id),
            ["playlists", var id, "followers", "contains"] when reads => new SpotifySavedItemsMapping(_ => "playlist", id),
            _ => null,
        };
    }

    private static ICompatibilityMapping? MapPlaylistItems(string method, string id)
    {
        var path = $"/playlists/{id}/items";
        return HttpMethods.IsGet(method) ? new SpotifyPlaylistItemsMapping(path)
            : HttpMethods.IsDelete(method) ? new SpotifyRemoveItemsMapping(path)
            : new SpotifyRenamedMembersMapping((json, _) => json.ToArray(), path);
    }

    // The links of this page lead to /users/{id}/playlists, which is gone.
    private static string ToCurrentLink(string link, string baseUrl)
    {
        var users = baseUrl + "/users/";
        var query = link.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? mark : link.Length;
        return link.StartsWith(users, StringComparison.Ordinal)
            && link[..query].EndsWith("/playlists", StringComparison.Ordinal)
                ? $"{baseUrl}/me/playlists{link[query..]}"
                : link;
    }
}
