using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Spotify;

/// <summary>A player without playback, to test its scopes.</summary>
internal static class SpotifyPlayer
{
    private const string State = "user-read-playback-state";
    private const string Current = "user-read-currently-playing";
    private const string Control = "user-modify-playback-state";

    public static void Map(IEndpointRouteBuilder v1, SandboxState state)
    {
        Read("/me/player", _ => ByteResult.Empty(204), State);
        Read("/me/player/currently-playing", _ => ByteResult.Empty(204), Current);
        Read("/me/player/devices", _ => ByteResult.Json(new JsonObject { ["devices"] = new JsonArray() }), State);
        Read("/me/player/queue", _ => ByteResult.Json(
            new JsonObject { ["currently_playing"] = null, ["queue"] = new JsonArray() }), State, Current);
        Write("PUT", "/me/player/play");
        Write("PUT", "/me/player/pause");
        Write("POST", "/me/player/next");
        Write("POST", "/me/player/previous");
        Write("PUT", "/me/player");
        Write("PUT", "/me/player/seek", "position_ms");
        Write("PUT", "/me/player/repeat", "state");
        Write("PUT", "/me/player/volume", "volume_percent");
        Write("PUT", "/me/player/shuffle", "state");
        Write("POST", "/me/player/queue", "uri");

        void Read(string path, Func<SpotifyCall, IResult> handle, params string[] scopes) =>
            SpotifyApi.Get(v1, state, path, handle)
                .WithMetadata([.. scopes.Select(scope => new PlayerScopeRequirement(scope))]);

        void Write(string method, string path, string? required = null) =>
            v1.MapMethods(path, [method], (HttpContext context) =>
                    required is null || context.Request.Query.ContainsKey(required)
                        ? ByteResult.Empty(204)
                        : SpotifyErrors.Of(400, $"Missing required field: {required}"))
                .WithMetadata(new PlayerScopeRequirement(Control));
    }
}
