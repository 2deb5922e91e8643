namespace MusicAuth.Sandbox.Spotify;

/// <summary>Endpoints that apps in development mode lost in February 2026; each returns 403 Forbidden.</summary>
internal static class SpotifyRemovedEndpoints
{
    private static readonly string[] Read = ["GET", "HEAD"];
    private static readonly string[] Save = ["PUT", "DELETE"];
    private static readonly string[] All = ["GET", "HEAD", "POST", "PUT", "DELETE"];

    public static void Map(IEndpointRouteBuilder v1)
    {
        Remove(v1, All, "/users/{id}", "/users/{id}/playlists", "/playlists/{id}/tracks", "/playlists/{id}/followers",
            "/playlists/{id}/followers/contains",
            "/browse/{**path}", "/markets", "/artists/{id}/top-tracks");
        // Single items can still be read. The same paths without an id were the batches with ?ids=.
        Remove(v1, Read, "/tracks", "/albums", "/artists", "/episodes", "/shows", "/audiobooks", "/chapters");
        Remove(v1, Save, "/me/tracks", "/me/albums", "/me/episodes", "/me/shows", "/me/audiobooks", "/me/following");
        Remove(v1, Read, "/me/tracks/contains", "/me/albums/contains", "/me/episodes/contains", "/me/shows/contains",
            "/me/audiobooks/contains", "/me/following/contains");
    }

    private static void Remove(IEndpointRouteBuilder v1, string[] methods, params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
            v1.MapMethods(path, methods, () => SpotifyErrors.Of(403, "Forbidden"))
                .WithMetadata(new AnyToken());
    }
}
