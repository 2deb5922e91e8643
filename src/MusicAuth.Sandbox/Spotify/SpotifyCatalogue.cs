using System.Text.Json.Nodes;
using static MusicAuth.Sandbox.Spotify.SpotifyApi;

namespace MusicAuth.Sandbox.Spotify;

/// <summary>
/// Single items, the lists of albums, artists and shows, and the search. They need no user, except those of shows,
/// which need the scope for positions.
/// </summary>
internal static class SpotifyCatalogue
{
    private const int AlbumsOfArtist = 3;
    private const int Hits = 40;
    private static readonly ScopeRequirement Positions = new("user-read-playback-position");

    public static void Map(IEndpointRouteBuilder v1, SandboxState state)
    {
        One(v1, state, "/tracks/{id}", IdKind.Track, (call, index) => call.Responses.Track(new(index)));
        One(v1, state, "/episodes/{id}", IdKind.Episode, (call, index) =>
            SpotifyResponseBodies.WithPosition(call.Responses.Episode(new(index)))).WithMetadata(Positions);
        One(v1, state, "/albums/{id}", IdKind.Album, Album);
        One(v1, state, "/artists/{id}", IdKind.Artist, (call, index) => Artist(call.Responses, index));
        Get(v1, state, "/albums/{id}/tracks", AlbumTracks).WithMetadata(new AnyToken());
        Get(v1, state, "/artists/{id}/albums", ArtistAlbums).WithMetadata(new AnyToken());
        One(v1, state, "/shows/{id}", IdKind.Show, Show).WithMetadata(Positions);
        Get(v1, state, "/shows/{id}/episodes", ShowEpisodes).WithMetadata(new AnyToken(), Positions);
        Get(v1, state, "/search", Search).WithMetadata(new AnyToken());
    }

    private static RouteHandlerBuilder One(
        IEndpointRouteBuilder v1, SandboxState state, string path, IdKind kind,
        Func<SpotifyCall, int, JsonObject> form) =>
        Get(v1, state, path, call => Ids.TryRead(call.Id, kind, out _, out var index)
            ? ByteResult.Json(form(call, index))
            : SpotifyErrors.NotFound).WithMetadata(new AnyToken());

    private static JsonObject Album(SpotifyCall call, int album)
    {
        var form = call.Responses.Album(FirstOf(album));
        form["copyrights"] = new JsonArray(new JsonObject { ["text"] = "Sandbox Records", ["type"] = "C" });
        form["external_ids"] = new JsonObject { ["upc"] = $"50{album:00000000000}" };
        form["genres"] = new JsonArray();
        form["tracks"] = call.PageAt($"/albums/{call.Id}/tracks", Song.PerAlbum, 0, 50, Songs(call.Responses, album));
        return form;
    }

    public static JsonObject Artist(SpotifyResponseBodies bodies, int artist)
    {
        var form = bodies.Artist(FirstOf(artist * AlbumsOfArtist));
        form["genres"] = new JsonArray();
        form["images"] = SpotifyResponseBodies.Pictures($"artist-{artist}", 640, 320, 160);
        return form;
    }

    private static ByteResult AlbumTracks(SpotifyCall call) => Ids.TryRead(call.Id, IdKind.Album, out _, out var album)
        ? call.Page($"/albums/{call.Id}/tracks", Song.PerAlbum, Songs(call.Responses, album))
        : SpotifyErrors.NotFound;

    private static ByteResult ArtistAlbums(SpotifyCall call)
    {
        if (!Ids.TryRead(call.Id, IdKind.Artist, out _, out var artist)) return SpotifyErrors.NotFound;
        var bodies = call.Responses;
        return call.Page($"/artists/{call.Id}/albums", AlbumsOfArtist,
            (items, at) => items.Add(bodies.Album(FirstOf((artist * AlbumsOfArtist) + at))),
            defaultLimit: 5, maxLimit: 10);
    }

    private static JsonObject Show(SpotifyCall call, int artist)
    {
        var form = call.Responses.Show(new(artist * Song.PerArtist));
        form["episodes"] = call.PageAt(
            $"/shows/{call.Id}/episodes", Song.PerArtist, 0, 20, Episodes(call.Responses, artist));
        return form;
    }

    private static ByteResult ShowEpisodes(SpotifyCall call) => Ids.TryRead(call.Id, IdKind.Show, out _, out var artist)
        ? call.Page($"/shows/{call.Id}/episodes", Song.PerArtist, Episodes(call.Responses, artist))
        : SpotifyErrors.NotFound;

    private static ByteResult Search(SpotifyCall call)
    {
        var (words, bodies) = (call.Query("q"), call.Responses);
        if (words.Length == 0) return SpotifyErrors.Of(400, "No search query");
        if (call.Query("type").Length == 0) return SpotifyErrors.Of(400, "Missing parameter type");
        var found = new JsonObject();
        foreach (var kind in call.Query("type").Split(','))
        {
            Func<Song, JsonObject>? form = kind switch
            {
                "track" => song => bodies.Track(song),
                "album" => bodies.Album,
                "artist" => song => Artist(bodies, song.Artist),
                "episode" => bodies.ShowEpisode,
                "show" => bodies.Show,
                _ => null,
            };
            if (form is null && kind is not ("playlist" or "audiobook"))
                return SpotifyErrors.Of(400, $"Bad search type field {kind}");
            var path = $"/search?q={Uri.EscapeDataString(words)}&type={kind}";
            if (!call.TryPage(path, form is null ? 0 : Hits, Add, 5, 10, out var page, out var refusal))
                return refusal!;
            found[kind + "s"] = page;

            void Add(JsonArray items, int at) => items.Add(form!(Catalogue.Hit(words, at)));
        }

        return ByteResult.Json(found);
    }

    private static Action<JsonArray, int> Songs(SpotifyResponseBodies bodies, int album) => (items, at) =>
    {
        var track = bodies.Track(new((album * Song.PerAlbum) + at));
        // A track in its album contains neither the album nor the ISRC.
        track.Remove("album");
        track.Remove("external_ids");
        items.Add(track);
    };

    private static Action<JsonArray, int> Episodes(SpotifyResponseBodies bodies, int artist) =>
        (items, at) => items.Add(
            SpotifyResponseBodies.WithPosition(bodies.ShowEpisode(new((artist * Song.PerArtist) + at))));

    private static Song FirstOf(int album) => new(album * Song.PerAlbum);
}
