using System.Globalization;
using System.Text.Json.Nodes;
using MusicAuth.Sandbox.People;

namespace MusicAuth.Sandbox.Deezer;

internal static class DeezerApi
{
    private const int LargestPage = 500;
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static void Map(IEndpointRouteBuilder routes, SandboxState state)
    {
        var api = routes.MapGroup("/deezer").AddEndpointFilter(new DeezerGate(state));
        Get(api, "/user/me", Me).WithMetadata(new NeedsPerm(DeezerPerms.BasicAccess));
        Get(api, "/user/me/playlists", Playlists).WithMetadata(new NeedsPerm(DeezerPerms.BasicAccess));
        Get(api, "/user/me/tracks", Favorites).WithMetadata(new NeedsPerm(DeezerPerms.BasicAccess));
        Get(api, "/user/me/flow", Flow).WithMetadata(new NeedsPerm(DeezerPerms.BasicAccess));
        api.MapPost("/user/me/tracks", (HttpContext context) => Change(context))
            .WithMetadata(new NeedsPerm(DeezerPerms.ManageLibrary));
        api.MapDelete("/user/me/tracks", (HttpContext context) => Change(context))
            .WithMetadata(new NeedsPerm(DeezerPerms.DeleteLibrary));
        Get(api, "/playlist/{id}", context => Playlist(context, state));
        Get(api, "/playlist/{id}/tracks", context => Tracks(context, state));
        Get(api, "/track/{id}", context => One(context, DeezerShapes.ReadTrackId,
            (shapes, song) => shapes.Track(song, position: null, readable: true)));
        Get(api, "/album/{id}", context => Id(context) == 0 ? DeezerErrors.InWords("Not Found")
            : One(context, DeezerShapes.ReadAlbumId, (shapes, song) => shapes.Album(song)));
        Get(api, "/search", Search);
        api.Map("/{**path}", (string? path) =>
            DeezerErrors.Of(DeezerErrors.Query, $"Unknown path components : /{path}"));
    }

    private static RouteHandlerBuilder Get(
        IEndpointRouteBuilder routes, string path, Func<HttpContext, Answer> handle) =>
        routes.MapMethods(path, Reading, (HttpContext context) => handle(context));

    private static Answer Me(HttpContext context) => Answer.PhpJson(
        Shapes(context).Me(Caller(context).Person!, Caller(context).Perms.Contains(DeezerPerms.Email)));

    private static Answer Playlists(HttpContext context)
    {
        var (person, shapes) = (Caller(context).Person!, Shapes(context));
        return Page(context, person.Deezer.Playlists, checksum: null,
            (data, position) => data.Add(shapes.Playlist(person.Playlist(position))));
    }

    private static Answer Favorites(HttpContext context)
    {
        var (person, shapes) = (Caller(context).Person!, Shapes(context));
        return Page(context, person.Deezer.Favorites, checksum: null, (data, position) =>
        {
            if (IsDropped(person, position)) return;
            data.Add(shapes.Favorite(person.Favorite(position), position, IsReadable(person, position)));
        });
    }

    private static Answer Flow(HttpContext context)
    {
        var (person, shapes) = (Caller(context).Person!, Shapes(context));
        var data = new JsonArray();
        for (var i = 0; i < (person.Deezer.Favorites == 0 ? 0 : 40); i++)
        {
            var song = new Song((person.Number * 100_000) + (int)(Hash.Of((person.Number * 41) + i) % 90_000));
            data.Add(shapes.FlowTrack(song));
        }

        return Answer.PhpJson(new JsonObject { ["data"] = data });
    }

    private static Answer Playlist(HttpContext context, SandboxState state)
    {
        if (Find(context, state) is not { } playlist) return DeezerErrors.Of(DeezerErrors.NoData);
        var shapes = Shapes(context);
        var form = shapes.Playlist(playlist);
        var data = new JsonArray();
        for (var i = 0; i < Math.Min(DeezerShapes.TrackCount(playlist), 400); i++) Add(data, shapes, playlist, i);
        form["tracks"] = new JsonObject { ["data"] = data, ["checksum"] = playlist.Fingerprint };
        return Answer.PhpJson(form);
    }

    private static Answer Tracks(HttpContext context, SandboxState state)
    {
        if (Find(context, state) is not { } playlist) return DeezerErrors.Of(DeezerErrors.NoData);
        var shapes = Shapes(context);
        return Page(context, DeezerShapes.TrackCount(playlist), playlist.Fingerprint,
            (data, position) => Add(data, shapes, playlist, position));
    }

    private static void Add(JsonArray data, DeezerShapes shapes, Playlist playlist, int position)
    {
        if (IsDropped(playlist.Owner, position)) return;
        data.Add(shapes.Track(DeezerShapes.SongAt(playlist, position), position, IsReadable(playlist.Owner, position)));
    }

    private static Playlist? Find(HttpContext context, SandboxState state)
    {
        if (Id(context) is not { } id || DeezerShapes.ReadPlaylistId(id) is not var (number, index)) return null;
        if (state.Cast.ByNumber(number) is not { } owner || index >= owner.Deezer.Playlists) return null;
        var playlist = owner.Playlist(index);
        return (playlist.Public && index > 0) || owner == Caller(context).Person ? playlist : null;
    }

    private static Answer Change(HttpContext context) => context.Request.Query.ContainsKey("track_id")
        ? Answer.PhpJson(true)
        : DeezerErrors.Of(DeezerErrors.ParameterMissing, "Missing parameters: track_id");

    private static Answer Search(HttpContext context)
    {
        var words = context.Request.Query["q"].ToString();
        if (words.Length == 0) return DeezerErrors.Of(DeezerErrors.ParameterMissing, "Missing parameters: q");
        var (seed, shapes) = (words.Aggregate(7L, (sum, letter) => (sum * 31) + letter) % 1_000_003, Shapes(context));
        return Page(context, 40, checksum: null, (data, position) => data.Add(shapes.Track(
            new((int)(Hash.Of(seed + position) % Catalogue.Size)), position: null, readable: true)));
    }

    private static Answer One(
        HttpContext context, Func<long, Song?> read, Func<DeezerShapes, Song, JsonObject> form) =>
        Id(context) is { } id && read(id) is { } song
            ? Answer.PhpJson(form(Shapes(context), song))
            : DeezerErrors.Of(DeezerErrors.NoData);

    private static Answer Page(HttpContext context, int total, string? checksum, Action<JsonArray, int> add)
    {
        if (!TryNumber(context, "limit", 25, out var limit) || limit == 0
            || !TryNumber(context, "index", 0, out var index))
            return DeezerErrors.Of(DeezerErrors.Parameter);
        limit = Math.Min(limit, LargestPage);
        var data = new JsonArray();
        for (var position = index; position < Math.Min(total, index + limit); position++) add(data, position);
        var page = new JsonObject { ["data"] = data };
        if (checksum is not null) page["checksum"] = checksum;
        page["total"] = total;
        if (index > 0) page["prev"] = DeezerLinks.To(context, Caller(context).Token, Math.Max(0, index - limit));
        if (index + limit < total) page["next"] = DeezerLinks.To(context, Caller(context).Token, index + limit);
        return Answer.PhpJson(page);
    }

    private static bool TryNumber(HttpContext context, string name, int absent, out int value)
    {
        value = absent;
        return !context.Request.Query.TryGetValue(name, out var text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= 1_000_000);
    }

    private static long? Id(HttpContext context) => long.TryParse(context.Request.RouteValues["id"] as string,
        NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    // As seen with 94 of 400: entries vanish from a page while total counts them and next goes on.
    private static bool IsDropped(Person owner, int position) => owner.Odd && position % 9 == 4;

    private static bool IsReadable(Person owner, int position) => !(owner.Odd && position % 4 == 1);

    private static DeezerCaller Caller(HttpContext context) => (DeezerCaller)context.Items[typeof(DeezerCaller)]!;

    private static DeezerShapes Shapes(HttpContext context) => new(DeezerLinks.Api(context));
}
