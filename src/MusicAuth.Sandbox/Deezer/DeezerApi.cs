using System.Globalization;
using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Deezer;

internal static class DeezerApi
{
    private const int MaxLimit = 500;
    private const int DefaultLimit = 25;
    private const int DefaultHistoryLimit = 50;
    private const int ListedFavorites = 120;
    private static readonly string[] ReadMethods = ["GET", "HEAD"];

    public static void Map(IEndpointRouteBuilder routes, SandboxState state)
    {
        Echo.Map(routes, "/deezer");
        var api = routes.MapGroup("/deezer").AddEndpointFilter(DeezerParameters.FormatAsync)
            .AddEndpointFilter(new DeezerAuthorizationFilter(state));
        Get(api, "/user/me", Me).WithMetadata(new PermRequirement(DeezerPerms.BasicAccess));
        Get(api, "/user/me/playlists", Playlists).WithMetadata(new PermRequirement(DeezerPerms.BasicAccess));
        Get(api, "/user/me/tracks", Favorites).WithMetadata(new PermRequirement(DeezerPerms.BasicAccess));
        Get(api, "/user/me/albums", context => OfFavorites(
                context, song => song.Album, (bodies, song, line) => bodies.FavoriteAlbum(song, line)))
            .WithMetadata(new PermRequirement(DeezerPerms.BasicAccess));
        Get(api, "/user/me/artists", context => OfFavorites(
                context, song => song.Artist, (bodies, song, line) => bodies.FavoriteArtist(song, line)))
            .WithMetadata(new PermRequirement(DeezerPerms.BasicAccess));
        Get(api, "/user/me/flow", Flow).WithMetadata(new PermRequirement(DeezerPerms.BasicAccess));
        Get(api, "/user/me/history", History).WithMetadata(new PermRequirement(DeezerPerms.ListeningHistory));
        DeezerWrites.Map(api, state);
        Get(api, "/playlist/{id}", context => Playlist(context, state));
        Get(api, "/playlist/{id}/tracks", context => Tracks(context, state));
        Get(api, "/track/{id}", context => One(context, DeezerResponseBodies.ReadTrackId,
            (bodies, song) => bodies.Track(song, line: null, readable: true)));
        Get(api, "/album/{id}", context => Id(context) == 0 ? DeezerErrors.InWords("Not Found")
            : One(context, DeezerResponseBodies.ReadAlbumId, (bodies, song) => bodies.Album(song)));
        Get(api, "/search", Search);
        api.Map("/{**path}", (string? path) =>
            DeezerErrors.Of(DeezerErrors.Query, $"Unknown path components : /{path}"));
    }

    private static RouteHandlerBuilder Get(
        IEndpointRouteBuilder routes, string path, Func<HttpContext, ByteResult> handle) =>
        routes.MapMethods(path, ReadMethods, (HttpContext context) => handle(context));

    private static ByteResult Me(HttpContext context) => ByteResult.PhpJson(
        Bodies(context).Me(Caller(context).User!, Caller(context).Perms.Contains(DeezerPerms.Email)));

    private static ByteResult Playlists(HttpContext context)
    {
        var (user, bodies) = (Caller(context).User!, Bodies(context));
        var lists = user.Deezer.Playlists;
        return Page(context, lists.Count, checksum: null, (data, position) => data.Add(
            bodies.Playlist(user.DeezerPlaylist(lists[position].Added?.Index ?? lists[position].Origin))));
    }

    private static ByteResult Favorites(HttpContext context)
    {
        var (user, bodies) = (Caller(context).User!, Bodies(context));
        var favorites = user.Deezer.Favorites;
        return Page(context, favorites.Count, checksum: null, (data, position) =>
        {
            var line = favorites[position];
            if (IsDropped(user, line)) return;
            data.Add(bodies.Favorite(user.FavoriteAt(line), line, IsReadable(user, line)));
        });
    }

    // The albums or artists of the first favourite tracks.
    private static ByteResult OfFavorites(
        HttpContext context, Func<Song, int> of, Func<DeezerResponseBodies, Song, ListEntry, JsonObject> form)
    {
        var (user, bodies) = (Caller(context).User!, Bodies(context));
        var favorites = user.Deezer.Favorites;
        var lines = Enumerable.Range(0, Math.Min(favorites.Count, ListedFavorites))
            .Select(position => favorites[position]).DistinctBy(line => of(user.FavoriteAt(line))).ToList();
        return Page(context, lines.Count, checksum: null,
            (data, position) => data.Add(form(bodies, user.FavoriteAt(lines[position]), lines[position])));
    }

    private static ByteResult Flow(HttpContext context)
    {
        var (user, bodies) = (Caller(context).User!, Bodies(context));
        var data = new JsonArray();
        for (var i = 0; i < (user.Deezer.Favorites.Count == 0 ? 0 : 40); i++)
        {
            var song = new Song((user.Number * 100_000) + (int)(Hash.Of((user.Number * 41) + i) % 90_000));
            data.Add(bodies.FlowTrack(song));
        }

        return ByteResult.PhpJson(new JsonObject { ["data"] = data });
    }

    private static ByteResult History(HttpContext context)
    {
        var (user, bodies) = (Caller(context).User!, Bodies(context));
        var total = Math.Min(user.Deezer.Favorites.Count, ListedFavorites);
        return Page(context, total, checksum: null, (data, position) =>
        {
            var track = bodies.FlowTrack(user.Favorite(position));
            track["timestamp"] = DeezerResponseBodies.PlayedAt(position);
            data.Add(track);
        }, DefaultHistoryLimit);
    }

    private static ByteResult Playlist(HttpContext context, SandboxState state)
    {
        if (Find(context, state) is not { } playlist) return DeezerErrors.Of(DeezerErrors.NoData);
        var bodies = Bodies(context);
        var form = bodies.Playlist(playlist);
        var data = new JsonArray();
        var songs = DeezerResponseBodies.Songs(playlist);
        for (var i = 0; i < Math.Min(songs.Count, 400); i++) Add(data, bodies, playlist, songs[i]);
        form["tracks"] = new JsonObject { ["data"] = data, ["checksum"] = playlist.Fingerprint };
        return ByteResult.PhpJson(form);
    }

    private static ByteResult Tracks(HttpContext context, SandboxState state)
    {
        if (Find(context, state) is not { } playlist) return DeezerErrors.Of(DeezerErrors.NoData);
        var (bodies, songs) = (Bodies(context), DeezerResponseBodies.Songs(playlist));
        return Page(context, songs.Count, playlist.Fingerprint,
            (data, position) => Add(data, bodies, playlist, songs[position]));
    }

    private static void Add(JsonArray data, DeezerResponseBodies bodies, Playlist playlist, ListEntry line)
    {
        if (IsDropped(playlist.Owner, line)) return;
        data.Add(bodies.Track(DeezerResponseBodies.SongAt(playlist, line), line, IsReadable(playlist.Owner, line)));
    }

    public static Playlist? Find(HttpContext context, SandboxState state)
    {
        if (Id(context) is not { } id || DeezerResponseBodies.ReadPlaylistId(id) is not var (number, index))
            return null;
        if (state.Users.ByNumber(number) is not { } owner || !owner.Deezer.Holds(index)) return null;
        var playlist = owner.DeezerPlaylist(index);
        if (playlist.Edit is { Gone: true }) return null;
        return (playlist.Public && index > 0) || owner == Caller(context).User ? playlist : null;
    }

    private static ByteResult Search(HttpContext context)
    {
        var words = context.Request.Query["q"].ToString();
        if (words.Length == 0) return DeezerErrors.Of(DeezerErrors.ParameterMissing, "Missing parameters: q");
        var bodies = Bodies(context);
        return Page(context, 40, checksum: null, (data, position) =>
            data.Add(bodies.Track(Catalogue.Hit(words, position), line: null, readable: true)));
    }

    private static ByteResult One(
        HttpContext context, Func<long, Song?> read, Func<DeezerResponseBodies, Song, JsonObject> form) =>
        Id(context) is { } id && read(id) is { } song
            ? ByteResult.PhpJson(form(Bodies(context), song))
            : DeezerErrors.Of(DeezerErrors.NoData);

    private static ByteResult Page(
        HttpContext context, int total, string? checksum, Action<JsonArray, int> add, int defaultLimit = DefaultLimit)
    {
        if (!TryNumber(context, "limit", defaultLimit, out var limit) || limit == 0
            || !TryNumber(context, "index", 0, out var index))
            return DeezerErrors.Of(DeezerErrors.Parameter);
        limit = Math.Min(limit, MaxLimit);
        var data = new JsonArray();
        for (var position = index; position < Math.Min(total, index + limit); position++) add(data, position);
        context.ListFaults().Fill(data, limit, total, add);
        var page = new JsonObject { ["data"] = data };
        if (checksum is not null) page["checksum"] = checksum;
        page["total"] = total;
        if (index > 0) page["prev"] = DeezerLinks.To(context, Caller(context).Token, Math.Max(0, index - limit));
        if (index + limit < total) page["next"] = DeezerLinks.To(context, Caller(context).Token, index + limit);
        return ByteResult.PhpJson(page);
    }

    private static bool TryNumber(HttpContext context, string name, int defaultValue, out int value)
    {
        value = defaultValue;
        return !context.Request.Query.TryGetValue(name, out var text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= 1_000_000);
    }

    private static long? Id(HttpContext context) => long.TryParse(context.Request.RouteValues["id"] as string,
        NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    // As observed with 94 of 400: a page omits entries, but total counts them and next continues.
    private static bool IsDropped(SandboxUser owner, ListEntry line) => owner.HasAnomalies && line.Origin % 9 == 4;

    private static bool IsReadable(SandboxUser owner, ListEntry line) => !(owner.HasAnomalies && line.Origin % 4 == 1);

    private static DeezerCaller Caller(HttpContext context) => (DeezerCaller)context.Items[typeof(DeezerCaller)]!;

    private static DeezerResponseBodies Bodies(HttpContext context) => new(DeezerLinks.Api(context));
}
