using System.Globalization;
using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Deezer;

/// <summary>Writes to a library: the response is a bare true, or the id of the new playlist.</summary>
internal static class DeezerWrites
{
    private static readonly string[] SongNames = ["songs", "track_id"];

    public static void Map(IEndpointRouteBuilder api, SandboxState state)
    {
        Add("POST", "/user/me/tracks", DeezerPerms.ManageLibrary, call => Favorites(call, adds: true));
        Add("DELETE", "/user/me/tracks", DeezerPerms.DeleteLibrary, call => Favorites(call, adds: false));
        Add("POST", "/user/me/playlists", DeezerPerms.ManageLibrary, Create);
        Add("POST", "/playlist/{id}", DeezerPerms.ManageLibrary, Rename);
        Add("DELETE", "/playlist/{id}", DeezerPerms.DeleteLibrary, Delete);
        Add("POST", "/playlist/{id}/tracks", DeezerPerms.ManageLibrary, call => Songs(call, adds: true));
        Add("DELETE", "/playlist/{id}/tracks", DeezerPerms.DeleteLibrary, call => Songs(call, adds: false));

        void Add(string method, string path, string perm, Func<Write, ByteResult> handle) =>
            api.MapMethods(path, [method], async (HttpContext context) =>
            {
                var form = context.Request.HasFormContentType
                    ? await context.Request.ReadFormAsync(context.RequestAborted)
                    : FormCollection.Empty;
                return handle(new(context, state, form));
            }).WithMetadata(new PermRequirement(perm));
    }

    private static ByteResult Favorites(Write call, bool adds)
    {
        if (Read(call, out var songs) is { } refusal) return refusal;
        var (user, at) = (call.User, call.State.Clock.GetUtcNow());
        user.Deezer.ChangeFavorites(lines => Change(lines, user.FavoriteAt, songs, adds, at, first: true));
        // Loved Tracks is a playlist too, so its checksum must change.
        user.Deezer.ChangePlaylist(user.DeezerPlaylist(0), edit => edit);
        return ByteResult.PhpJson(true);
    }

    private static ByteResult Create(Write call)
    {
        if (call["title"] is not { Length: > 0 } title)
            return DeezerErrors.Of(DeezerErrors.ParameterMissing, "Missing parameters: title");
        var content = new PlaylistEdit(
            title, Description: null, Public: true, Collaborative: false, new(0), Version: 0);
        var playlist = call.User.Deezer.Create(call.User, content, call.State.Clock.GetUtcNow());
        return ByteResult.PhpJson(new JsonObject { ["id"] = DeezerResponseBodies.PlaylistId(playlist) });
    }

    private static ByteResult Rename(Write call)
    {
        if (Own(call, out var playlist) is { } refusal) return refusal;
        playlist.Owner.Deezer.ChangePlaylist(playlist, edit => edit with
        {
            Name = call["title"] ?? edit.Name,
            Description = call["description"] ?? edit.Description,
            Public = call["public"] is { } open ? open == "true" : edit.Public,
            Collaborative = call["collaborative"] is { } shared ? shared == "true" : edit.Collaborative,
        });
        return ByteResult.PhpJson(true);
    }

    private static ByteResult Delete(Write call)
    {
        if (Own(call, out var playlist) is { } refusal) return refusal;
        var library = playlist.Owner.Deezer;
        library.ChangePlaylist(playlist, edit => edit with { Gone = true });
        library.ChangePlaylists(lines => lines.RemoveAll(line => (line.Added?.Index ?? line.Origin) == playlist.Index));
        return ByteResult.PhpJson(true);
    }

    private static ByteResult Songs(Write call, bool adds)
    {
        if (Own(call, out var playlist) is { } refusal) return refusal;
        if (Read(call, out var songs) is { } wrong) return wrong;
        if (playlist.Index == 0) return Favorites(call, adds);
        var at = call.State.Clock.GetUtcNow();
        playlist.Owner.Deezer.ChangePlaylist(playlist, edit => edit with
        {
            Songs = edit.Songs.Change(lines => Change(lines, playlist.SongAt, songs, adds, at, first: false)),
        });
        return ByteResult.PhpJson(true);
    }

    private static void Change(
        List<ListEntry> lines, Func<ListEntry, Song> songOf, List<Song> songs, bool adds, DateTimeOffset at, bool first)
    {
        foreach (var song in songs)
        {
            if (!adds) lines.RemoveAll(line => songOf(line) == song);
            else if (!lines.Exists(line => songOf(line) == song))
                lines.Insert(first ? 0 : lines.Count, new(-1, new(IdKind.Track, 0, song.Index, at)));
        }
    }

    private static ByteResult? Own(Write call, out Playlist playlist)
    {
        playlist = default;
        if (DeezerApi.Find(call.Context, call.State) is not { } found) return DeezerErrors.Of(DeezerErrors.NoData);
        playlist = found;
        return found.Owner == call.User ? null : DeezerErrors.Of(DeezerErrors.Permission);
    }

    private static ByteResult? Read(Write call, out List<Song> songs)
    {
        songs = [];
        if (SongNames.Select(name => call[name]).FirstOrDefault(text => text is { Length: > 0 }) is not { } ids)
            return DeezerErrors.Of(DeezerErrors.ParameterMissing, "Missing parameters: songs");
        foreach (var text in ids.Split(','))
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                return DeezerErrors.Of(DeezerErrors.Parameter);
            if (DeezerResponseBodies.ReadTrackId(id) is not { } song) return DeezerErrors.Of(DeezerErrors.NoData);
            songs.Add(song);
        }

        return null;
    }

    private sealed record Write(HttpContext Context, SandboxState State, IFormCollection Form)
    {
        public SandboxUser User => ((DeezerCaller)Context.Items[typeof(DeezerCaller)]!).User!;

        public string? this[string name] => Context.Request.Query.TryGetValue(name, out var value) ? value.ToString()
            : Form.TryGetValue(name, out var sent) ? sent.ToString() : null;
    }
}
