using System.Text.Json.Nodes;
using static MusicAuth.Sandbox.Spotify.SpotifyApi;

namespace MusicAuth.Sandbox.Spotify.Playlists;

/// <summary>The lists of the saved albums, shows, episodes and audiobooks, the newest first.</summary>
internal static class SpotifySavedLists
{
    public static void Map(IEndpointRouteBuilder v1, SandboxState state)
    {
        Add("/me/albums", "album", (bodies, index) => bodies.Album(new(index * Song.PerAlbum)));
        Add("/me/shows", "show", (bodies, index) => bodies.Show(new(index * Song.PerArtist)));
        Add("/me/episodes", "episode", (bodies, index) =>
                SpotifyResponseBodies.WithPosition(bodies.Episode(new(index))))
            .WithMetadata(new ScopeRequirement("user-read-playback-position"));
        Get(v1, state, "/me/audiobooks", Audiobooks).WithMetadata(new ScopeRequirement("user-library-read"));

        RouteHandlerBuilder Add(string path, string kind, Func<SpotifyResponseBodies, int, JsonObject> form) =>
            Get(v1, state, path, call => SavedPage(call, path, kind, form))
                .WithMetadata(new ScopeRequirement("user-library-read"));
    }

    private static ByteResult SavedPage(
        SpotifyCall call, string path, string kind, Func<SpotifyResponseBodies, int, JsonObject> form)
    {
        var bodies = call.Responses;
        var saved = Saved(call, kind);
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

    // Unlike the entries of the other lists, these are the audiobooks themselves.
    private static ByteResult Audiobooks(SpotifyCall call)
    {
        var saved = Saved(call, "audiobook");
        return call.Page("/me/audiobooks", saved.Count,
            (items, at) => items.Add(SpotifyAudiobook.Of(saved[at].Uri.Split(':')[^1], call.Api)));
    }

    private static List<SavedItem> Saved(SpotifyCall call, string kind) =>
    [
        .. call.User.Spotify.Saved
            .Where(item => item.Uri.StartsWith($"spotify:{kind}:", StringComparison.Ordinal)),
    ];
}
