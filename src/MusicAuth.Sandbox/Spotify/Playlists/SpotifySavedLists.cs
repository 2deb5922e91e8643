using System.Text.Json.Nodes;
using static MusicAuth.Sandbox.Spotify.SpotifyApi;

namespace MusicAuth.Sandbox.Spotify.Playlists;

/// <summary>The lists of the saved albums, shows and episodes, the newest first.</summary>
internal static class SpotifySavedLists
{
    public static void Map(IEndpointRouteBuilder v1, SandboxState state)
    {
        Add("/me/albums", "album", (bodies, index) => bodies.Album(new(index * Song.PerAlbum)));
        Add("/me/shows", "show", (bodies, index) => bodies.Show(new(index * Song.PerArtist)));
        Add("/me/episodes", "episode", Episode).WithMetadata(new ScopeRequirement("user-read-playback-position"));

        RouteHandlerBuilder Add(string path, string kind, Func<SpotifyResponseBodies, int, JsonObject> form) =>
            Get(v1, state, path, call => SavedPage(call, path, kind, form))
                .WithMetadata(new ScopeRequirement("user-library-read"));
    }

    private static ByteResult SavedPage(
        SpotifyCall call, string path, string kind, Func<SpotifyResponseBodies, int, JsonObject> form)
    {
        var bodies = call.Responses;
        var saved = call.User.Spotify.Saved
            .Where(item => item.Uri.StartsWith($"spotify:{kind}:", StringComparison.Ordinal)).ToList();
        return call.Page(path, saved.Count, (items, at) =>
        {
            if (!SpotifyUri.TryRead(saved[at].Uri, out var uri)) return;
            items.Add(new JsonObject
            {
                ["added_at"] = SpotifyLibrary.Text(saved[at].At),
                [kind] = form(bodies, uri.Index),
            });
        });
    }

    // Only a token with the scope for positions gets this far, so every episode has its position.
    private static JsonObject Episode(SpotifyResponseBodies bodies, int index)
    {
        var episode = bodies.Episode(new(index));
        episode["resume_point"] = new JsonObject { ["fully_played"] = false, ["resume_position_ms"] = 0 };
        return episode;
    }
}
