using System.Text.Json;
using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Spotify.Playlists;

/// <summary>Creating and changing playlists: only own ones, with the scope for public or private playlists.</summary>
internal static class SpotifyPlaylistWrites
{
    private const string OfPublic = "playlist-modify-public";
    private const string OfPrivate = "playlist-modify-private";

    public static void Map(IEndpointRouteBuilder v1, SandboxState state)
    {
        Add("POST", "/me/playlists", Create);
        Add("PUT", "/playlists/{id}", (call, body) => Change(call, playlist => Details(call, playlist, body)));
        Add("POST", "/playlists/{id}/items",
            (call, body) => Change(call, playlist => SpotifyPlaylistItems.Add(call, playlist, body)));
        Add("PUT", "/playlists/{id}/items",
            (call, body) => Change(call, playlist => SpotifyPlaylistItems.Put(call, playlist, body)));
        Add("DELETE", "/playlists/{id}/items",
            (call, body) => Change(call, playlist => SpotifyPlaylistItems.Remove(playlist, body)));

        void Add(string method, string path, Func<SpotifyCall, JsonElement, ByteResult> handle) =>
            v1.MapMethods(path, [method], async (HttpContext context) =>
            {
                var call = new SpotifyCall(context, state);
                if (!call.Has(OfPublic) && !call.Has(OfPrivate)) return SpotifyErrors.NoScope;
                return await ReadAsync(context) is { } body
                    ? handle(call, body)
                    : SpotifyErrors.Of(400, "Error parsing JSON.");
            });
    }

    public static ByteResult Snapshot(Playlist playlist, PlaylistEdit edit, int status) => ByteResult.Json(
        new JsonObject { ["snapshot_id"] = SpotifyResponseBodies.SnapshotId(playlist with { Edit = edit }) }, status);

    // A missing body is an empty object: each member can also be in the query, or be omitted.
    private static async Task<JsonElement?> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        try
        {
            using var parsed = JsonDocument.Parse(body.Length == 0 ? "{}"u8.ToArray() : body.ToArray());
            return parsed.RootElement.ValueKind == JsonValueKind.Object ? parsed.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ByteResult Create(SpotifyCall call, JsonElement body)
    {
        var none = new PlaylistEdit("", Description: null, Public: true, Collaborative: false, new(0), Version: 0);
        if (!TryDetails(body, none, out var content)) return SpotifyErrors.Of(400, "Invalid field value");
        if (content.Name.Length == 0) return SpotifyErrors.Of(400, "Missing required field: name");
        if (Refusal(call, content) is { } refusal) return refusal;
        var user = call.User;
        var playlist = user.Spotify.Create(user, content, call.State.Clock.GetUtcNow());
        var form = SpotifyApi.Whole(call, playlist);
        return ByteResult.Json(form, 201).With("Location", (string)form["href"]!);
    }

    private static ByteResult Change(SpotifyCall call, Func<Playlist, ByteResult> change)
    {
        if (call.FindPlaylist() is not { } playlist) return SpotifyErrors.NotFound;
        if (playlist.Owner != call.User) return SpotifyErrors.Of(403, "Forbidden");
        return call.Has(playlist.Public ? OfPublic : OfPrivate) ? change(playlist) : SpotifyErrors.NoScope;
    }

    private static ByteResult Details(SpotifyCall call, Playlist playlist, JsonElement body)
    {
        var now = new PlaylistEdit(
            playlist.Name, playlist.Description, playlist.Public, playlist.Collaborative, playlist.Songs, Version: 0);
        if (!TryDetails(body, now, out var wanted)) return SpotifyErrors.Of(400, "Invalid field value");
        if (Refusal(call, wanted) is { } refusal) return refusal;
        playlist.Owner.Spotify.ChangePlaylist(playlist, edit => edit with
        {
            Name = wanted.Name,
            Description = wanted.Description,
            Public = wanted.Public,
            Collaborative = wanted.Collaborative,
        });
        return ByteResult.Empty(200);
    }

    private static ByteResult? Refusal(SpotifyCall call, PlaylistEdit wanted)
    {
        if (wanted is { Collaborative: true, Public: true })
            return SpotifyErrors.Of(400, "Collaborative playlists can only be private");
        return call.Has(wanted.Public ? OfPublic : OfPrivate) ? null : SpotifyErrors.NoScope;
    }

    private static bool TryDetails(JsonElement body, PlaylistEdit before, out PlaylistEdit after)
    {
        after = before;
        foreach (var member in body.EnumerateObject())
        {
            var (text, flag) = (member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : null,
                member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False);
            if (member.Name is "name" or "description" && text is null) return false;
            if (member.Name is "public" or "collaborative" && !flag && member.Value.ValueKind != JsonValueKind.Null)
                return false;
            after = member.Name switch
            {
                "name" => after with { Name = text! },
                "description" => after with { Description = text },
                "public" when flag => after with { Public = member.Value.GetBoolean() },
                "collaborative" when flag => after with { Collaborative = member.Value.GetBoolean() },
                _ => after,
            };
        }

        return true;
    }
}
