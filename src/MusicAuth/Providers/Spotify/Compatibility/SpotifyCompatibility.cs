namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>Finds the mappings for the operations that Spotify renamed or merged in February 2026.</summary>
internal static class SpotifyCompatibility
{
    private static readonly Dictionary<string, string> ItemKinds = new(StringComparer.Ordinal)
    {
        ["tracks"] = "track",
        ["albums"] = "album",
        ["episodes"] = "episode",
        ["shows"] = "show",
        ["audiobooks"] = "audiobook",
    };

    /// <summary>Null if legacy and current clients know the operation alike.</summary>
    public static ICompatibilityMapping? Find(string method, string path, string baseUrl)
    {
        var isRead = HttpMethods.IsGet(method);
        var isCreate = HttpMethods.IsPost(method);
        var isChange = HttpMethods.IsPut(method) || HttpMethods.IsDelete(method);
        return path.Trim('/').Split('/') switch
        {
            ["playlists", var id, "tracks"] => MapPlaylistItems(method, $"/playlists/{id}/items"),
            ["playlists", _, "items"] when isRead =>
                new SpotifyRenamedMembersMapping(SpotifyMemberAliases.AddToItemsPage),
            ["playlists", _] when isRead => new SpotifyRenamedMembersMapping(SpotifyMemberAliases.AddToPlaylist),
            ["me", "playlists"] when isRead => new SpotifyRenamedMembersMapping((json, dropNulls) =>
                SpotifyMemberAliases.AddToPlaylistsPage(json, null, dropNulls, link => ToCurrentLink(link, baseUrl))),
            ["me", "playlists"] when isCreate => new SpotifyRenamedMembersMapping(SpotifyMemberAliases.AddToPlaylist),
            ["users", _, "playlists"] when isCreate =>
                new SpotifyRenamedMembersMapping(SpotifyMemberAliases.AddToPlaylist, "/me/playlists"),
            ["search"] when isRead => new SpotifyRenamedMembersMapping((json, dropNulls) =>
                SpotifyMemberAliases.AddToPlaylistsPage(json, "playlists", dropNulls, mapLink: null)),
            ["me", var list] when isChange && ItemKinds.TryGetValue(list, out var kind) =>
                new SpotifySavedItemsMapping(_ => kind),
            ["me", var list, "contains"] when isRead && ItemKinds.TryGetValue(list, out var kind) =>
                new SpotifySavedItemsMapping(_ => kind),
            ["me", "following"] when isChange => new SpotifySavedItemsMapping(SpotifySavedItemsMapping.GetFollowedKind),
            ["me", "following", "contains"] when isRead =>
                new SpotifySavedItemsMapping(SpotifySavedItemsMapping.GetFollowedKind),
            ["playlists", var id, "followers"] when isChange => new SpotifySavedItemsMapping(_ => "playlist", id),
            ["playlists", var id, "followers", "contains"] when isRead =>
                new SpotifySavedItemsMapping(_ => "playlist", id),
            _ => null,
        };
    }

    private static ICompatibilityMapping MapPlaylistItems(string method, string path) =>
        HttpMethods.IsGet(method) ? new SpotifyPlaylistItemsMapping(path)
        : new SpotifyRenamedMembersMapping(addAliases: null, path, renamesTracksInBody: HttpMethods.IsDelete(method));

    // The links of `/me/playlists` lead to `/users/{id}/playlists`, which Spotify has removed.
    private static string ToCurrentLink(string link, string baseUrl)
    {
        var queryStart = link.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? mark : link.Length;
        return link.StartsWith(baseUrl + "/users/", StringComparison.Ordinal)
            && link[..queryStart].EndsWith("/playlists", StringComparison.Ordinal)
                ? $"{baseUrl}/me/playlists{link[queryStart..]}"
                : link;
    }
}
