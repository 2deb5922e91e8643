using System.Globalization;
using System.Text.Json.Nodes;
using MusicAuth.Sandbox.People;

namespace MusicAuth.Sandbox.Spotify;

/// <summary>The Web API as an app in development mode meets it.</summary>
internal static class SpotifyApi
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static void Map(IEndpointRouteBuilder routes, SandboxState state)
    {
        var v1 = routes.MapGroup("/spotify/v1").AddEndpointFilter(new SpotifyGate(state));
        Get(v1, "/me", context => Answer.Json(Shapes(context).Me(Caller(context).Person!)));
        Get(v1, "/me/playlists", context => Playlists(context, state))
            .WithMetadata(new NeedsScope("playlist-read-private"));
        Get(v1, "/me/tracks", context => SavedTracks(context, state))
            .WithMetadata(new NeedsScope("user-library-read"));
        Get(v1, "/playlists/{id}", context => Playlist(context, state)).WithMetadata(new AnyToken());
        Get(v1, "/playlists/{id}/items", context => Items(context, state))
            .WithMetadata(new NeedsScope("playlist-read-private"));
        Get(v1, "/tracks/{id}", context => One(context, IdKind.Track, (shapes, i) => shapes.Track(new(i))))
            .WithMetadata(new AnyToken());
        Get(v1, "/albums/{id}", context => One(context, IdKind.Album, (shapes, i) => shapes.Album(new(i * 10))))
            .WithMetadata(new AnyToken());
        Get(v1, "/artists/{id}", context => One(context, IdKind.Artist, (shapes, i) => shapes.Artist(new(i * 30))))
            .WithMetadata(new AnyToken());
        Get(v1, "/search", Search).WithMetadata(new AnyToken());
        v1.MapMethods("/me/library", ["PUT", "DELETE"], (HttpContext context) => ChangeLibrary(context))
            .WithMetadata(new NeedsScope("user-library-modify"));
        SpotifyRemovals.Map(v1);
        v1.Map("/{**path}", () => SpotifyGate.Error(404, "Service not found")).WithMetadata(new AnyToken());
    }

    private static RouteHandlerBuilder Get(
        IEndpointRouteBuilder routes, string path, Func<HttpContext, Answer> handle) =>
        routes.MapMethods(path, Reading, (HttpContext context) => handle(context));

    private static Answer Playlists(HttpContext context, SandboxState state)
    {
        var person = Caller(context).Person!;
        var library = new SpotifyLibrary(Shapes(context), state.Cast);
        // As recorded: the links of this page lead to a path that 2026 has removed.
        return Page(context, $"/users/{person.SpotifyId}/playlists", person.Spotify.Playlists, (items, position) =>
        {
            if (library.TryPlaylistEntry(person, position, out var entry)) items.Add(entry);
        });
    }

    private static Answer SavedTracks(HttpContext context, SandboxState state)
    {
        var person = Caller(context).Person!;
        var library = new SpotifyLibrary(Shapes(context), state.Cast);
        return Page(context, "/me/tracks", person.Spotify.Favorites,
            (items, position) => items.Add(library.SavedTrack(person, position)));
    }

    private static Answer Playlist(HttpContext context, SandboxState state)
    {
        if (Find(context, state) is not { } playlist) return NotFound();
        return Answer.Json(Shapes(context).Playlist(new(playlist, Caller(context).Person ?? new Person(0, "app"))));
    }

    private static Answer Items(HttpContext context, SandboxState state)
    {
        if (Find(context, state) is not { } playlist) return NotFound();
        if (playlist.Owner != Caller(context).Person) return SpotifyGate.Error(403, "Forbidden");
        var withEpisodes = context.Request.Query["additional_types"].ToString().Split(',').Contains("episode");
        var library = new SpotifyLibrary(Shapes(context), state.Cast);
        return Page(context, $"/playlists/{context.Request.RouteValues["id"]}/items", playlist.SongCount,
            (items, position) => items.Add(library.PlaylistItem(playlist, position, withEpisodes)));
    }

    private static Playlist? Find(HttpContext context, SandboxState state)
    {
        if (!Ids.TryRead(Id(context), IdKind.Playlist, out var number, out var index)) return null;
        if (state.Cast.ByNumber(number) is not { } owner || index >= owner.Spotify.Playlists) return null;
        var playlist = owner.Playlist(index);
        return playlist.Public || owner == Caller(context).Person ? playlist : null;
    }

    private static Answer One(HttpContext context, IdKind kind, Func<SpotifyShapes, int, JsonObject> form) =>
        Ids.TryRead(Id(context), kind, out _, out var index) ? Answer.Json(form(Shapes(context), index)) : NotFound();

    private static Answer Search(HttpContext context)
    {
        var words = context.Request.Query["q"].ToString();
        if (words.Length == 0) return SpotifyGate.Error(400, "No search query");
        if (!TryNumber(context, "limit", 5, 1, 10, out var limit)) return SpotifyGate.Error(400, "Invalid limit");
        var items = new JsonArray();
        var seed = words.Aggregate(7L, (sum, letter) => (sum * 31) + letter) % 1_000_003;
        for (var i = 0; i < limit; i++)
            items.Add(Shapes(context).Track(new((int)(Hash.Of(seed + i) % Catalogue.Size))));
        return Answer.Json(new JsonObject { ["tracks"] = new JsonObject { ["items"] = items, ["total"] = limit } });
    }

    private static Answer ChangeLibrary(HttpContext context)
    {
        var uris = context.Request.Query["uris"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        return uris.Length is 0 or > 40
            ? SpotifyGate.Error(400, uris.Length == 0 ? "Missing required field: uris" : "Too many uris requested")
            : new Answer(200, contentType: null, ReadOnlyMemory<byte>.Empty);
    }

    private static Answer Page(HttpContext context, string path, int total, Action<JsonArray, int> add)
    {
        if (!TryNumber(context, "limit", 20, 1, 50, out var limit)) return SpotifyGate.Error(400, "Invalid limit");
        if (!TryNumber(context, "offset", 0, 0, 100_000, out var offset))
            return SpotifyGate.Error(400, "Invalid offset");
        var items = new JsonArray();
        for (var position = offset; position < Math.Min(total, offset + limit); position++) add(items, position);
        var url = ApiBase(context) + path;
        return Answer.Json(new JsonObject
        {
            ["href"] = $"{url}?offset={offset}&limit={limit}",
            ["items"] = items,
            ["limit"] = limit,
            ["next"] = offset + limit < total ? $"{url}?offset={offset + limit}&limit={limit}" : null,
            ["offset"] = offset,
            ["previous"] = offset > 0 ? $"{url}?offset={Math.Max(0, offset - limit)}&limit={limit}" : null,
            ["total"] = total,
        });
    }

    private static bool TryNumber(HttpContext context, string name, int absent, int least, int most, out int value)
    {
        value = absent;
        return !context.Request.Query.TryGetValue(name, out var text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
                && value >= least && value <= most);
    }

    private static string? Id(HttpContext context) => context.Request.RouteValues["id"] as string;

    private static SpotifyCaller Caller(HttpContext context) => (SpotifyCaller)context.Items[typeof(SpotifyCaller)]!;

    private static SpotifyShapes Shapes(HttpContext context) => new(ApiBase(context));

    private static string ApiBase(HttpContext context) =>
        $"{context.Request.Scheme}://{context.Request.Host}/spotify/v1";

    private static Answer NotFound() => SpotifyGate.Error(404, "Resource not found");
}
