namespace MusicAuth.Sandbox.Spotify;

/// <summary>Endpoints that apps in development mode lost in February 2026; each returns 403 Forbidden.</summary>
internal static class SpotifyRemovedEndpoints
{
    private static readonly string[] Reading = ["GET", "HEAD"];
    private static readonly string[] Saving = ["PUT", "DELETE"];
    private static readonly string[] Every = ["GET", "HEAD", "POST", "PUT", "DELETE"];

    public static void Map(IEndpointRouteBuilder v1)
    {
        Remove(v1, Every, "/users/{id}", "/users/{id}/playlists", "/playlists/{id}/tracks", "/playlists/{id}/followers",
            "/playlists/{id}/followers/contains",
            "/browse/{**path}", "/recommendations", "/markets", "/artists/{id}/top-tracks",
            "/artists/{id}/related-artists", "/audio-features/{**path}", "/audio-analysis/{**path}");
        // Reading one by one stays; the same paths without an id were the batches by ?ids=.
        Remove(v1, Reading, "/tracks", "/albums", "/artists", "/episodes", "/shows", "/audiobooks", "/chapters");
        Remove(v1, Saving, "/me/tracks", "/me/albums", "/me/episodes", "/me/shows", "/me/audiobooks", "/me/following");
        Remove(v1, Reading, "/me/tracks/contains", "/me/albums/contains", "/me/episodes/contains", "/me/shows/contains",
            "/me/audiobooks/contains", "/me/following/contains");
    }

    private static void Remove(IEndpointRouteBuilder v1, string[] methods, params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
            v1.MapMethods(path, methods, () => SpotifyAuthorizationFilter.Error(403, "Forbidden"))
                .WithMetadata(new AnyToken());
    }
}
