using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Spotify;

/// <summary>The Web API for an app in development mode.</summary>
internal static class SpotifyApi
{
    private const int EmbeddedItems = 50;
    private static readonly string[] ReadMethods = ["GET", "HEAD"];

    public static void Map(IEndpointRouteBuilder routes, SandboxState state)
    {
        Echo.Map(routes, "/spotify/v1");
        var v1 = routes.MapGroup("/spotify/v1").AddEndpointFilter(new SpotifyAuthorizationFilter(state));
        Get(v1, state, "/me", call => ByteResult.Json(call.Responses.Me(call.User)));
        Get(v1, state, "/me/playlists", Playlists).WithMetadata(new ScopeRequirement("playlist-read-private"));
        Get(v1, state, "/me/tracks", SavedTracks).WithMetadata(new ScopeRequirement("user-library-read"));
        Get(v1, state, "/playlists/{id}", Playlist).WithMetadata(new AnyToken());
        Get(v1, state, "/playlists/{id}/items", Items).WithMetadata(new ScopeRequirement("playlist-read-private"));
        SpotifyCatalogue.Map(v1, state);
        SpotifySavedItems.Map(v1, state);
        SpotifySavedLists.Map(v1, state);
        SpotifyFollowedArtists.Map(v1, state);
        SpotifyPlaylistWrites.Map(v1, state);
        SpotifyRemovedEndpoints.Map(v1);
        SpotifyPlayer.Map(v1, state);
        SpotifyListening.Map(v1, state);
        v1.Map("/{**path}", () => SpotifyErrors.Of(404, "Service not found"))
            .WithMetadata(new AnyToken());
    }

    public static RouteHandlerBuilder Get(
        IEndpointRouteBuilder routes, SandboxState state, string path, Func<SpotifyCall, IResult> handle) =>
        routes.MapMethods(path, ReadMethods, (HttpContext context) => handle(new(context, state)));

    private static ByteResult Playlists(SpotifyCall call)
    {
        var (user, library) = (call.User, call.Library);
        // As recorded: the links of this page lead to a path that was removed in 2026.
        return call.Tagged(call.Page($"/users/{user.SpotifyId}/playlists", user.Spotify.Playlists.Count,
            (items, position) =>
            {
                if (library.TryPlaylistEntry(user, position, out var entry)) items.Add(entry);
            }));
    }

    private static ByteResult SavedTracks(SpotifyCall call)
    {
        var (user, library) = (call.User, call.Library);
        return call.Page("/me/tracks", user.Spotify.Favorites.Count,
            (items, position) => items.Add(library.SavedTrack(user, position)));
    }

    private static ByteResult Playlist(SpotifyCall call) => call.FindPlaylist() is { } playlist
        ? call.Tagged(ByteResult.Json(Whole(call, playlist)))
        : SpotifyErrors.NotFound;

    /// <summary>A single playlist. Only its owner gets its first items.</summary>
    public static JsonObject Whole(SpotifyCall call, Playlist playlist)
    {
        var entry = new PlaylistEntry(playlist, call.Caller.User ?? new SandboxUser(0, "app"));
        var form = call.Responses.Playlist(entry);
        if (!entry.ShowsItems) return form;
        var page = Page(call, playlist, "items", withEpisodes: AsksForEpisodes(call));
        form["items"] = page;
        if (call.Responses.WithAliases) form["tracks"] = Page(call, playlist, "tracks", AsksForEpisodes(call));
        return form;
    }

    private static JsonObject Page(
        SpotifyCall call, Playlist playlist, string name, bool withEpisodes)
    {
        var library = call.Library;
        return call.PageAt($"/playlists/{call.Id ?? PlaylistId(playlist)}/{name}", playlist.SongCount, 0, EmbeddedItems,
            (items, position) => items.Add(library.PlaylistItem(playlist, position, withEpisodes)));
    }

    private static ByteResult Items(SpotifyCall call)
    {
        if (call.FindPlaylist() is not { } playlist) return SpotifyErrors.NotFound;
        if (playlist.Owner != call.Caller.User) return SpotifyErrors.Of(403, "Forbidden");
        var (library, withEpisodes) = (call.Library, AsksForEpisodes(call));
        return call.Tagged(call.Page($"/playlists/{call.Id}/items", playlist.SongCount,
            (items, position) => items.Add(library.PlaylistItem(playlist, position, withEpisodes))));
    }

    private static bool AsksForEpisodes(SpotifyCall call) =>
        call.Query("additional_types").Split(',').Contains("episode", StringComparer.Ordinal);

    private static string PlaylistId(Playlist playlist) =>
        Ids.Write(IdKind.Playlist, playlist.Owner.Number, playlist.Index);
}
