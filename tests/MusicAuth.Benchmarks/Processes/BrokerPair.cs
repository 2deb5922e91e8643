namespace MusicAuth.Benchmarks.Processes;

/// <summary>Two brokers of one build: one with the default settings, one with log level Warning.</summary>
internal sealed class BrokerPair : IAsyncDisposable
{
    public const string Tracks = "/spotify/v1/me/tracks";

    private const string ChangingTracks = Tracks + "/news";

    private readonly ServerProcess _default;
    private readonly ServerProcess _quiet;

    private BrokerPair(ServerProcess standard, ServerProcess quiet) => (_default, _quiet) = (standard, quiet);

    public static BrokerPair Start(
        string program, ServerProcess sandboxProcess, ServerProcess upstream, DirectoryInfo folder, string name)
    {
        return new(Broker("usual"), Broker("quiet", ("Logging__LogLevel__Default", "Warning")));

        ServerProcess Broker(string kind, params (string Key, string Value)[] settings) =>
            ServerProcess.Broker(
                program, Path.Combine(folder.FullName, $"{name}-{kind}"), sandboxProcess.Address,
                [ServerProcess.Caching, ("Spotify__ApiBaseUrl", $"{upstream.Address}spotify/v1"), .. settings]);
    }

    /// <summary>Three targets that reach the upstream, then four that the cache serves.</summary>
    public async Task<BenchmarkTarget[]> TargetsAsync(ServerProcess sandboxProcess, string suffix)
    {
        var key = await KeyAsync(_default, sandboxProcess);
        var quietKey = await KeyAsync(_quiet, sandboxProcess);
        return
        [
            new($"passthrough, `no-cache`{suffix}", _default, Tracks, key, "Cache-Control: no-cache"),
            new($"passthrough, `no-cache`, a different response each time{suffix}", _default, ChangingTracks, key,
                "Cache-Control: no-cache"),
            new($"passthrough, `no-store` (streamed){suffix}", _default, Tracks, key, "Cache-Control: no-store"),
            new($"passthrough, cached{suffix}", _default, Tracks, key),
            new($"`/me/playlists`, cached{suffix}", _default, "/me/playlists", key),
            new($"passthrough, cached, log level Warning{suffix}", _quiet, Tracks, quietKey),
            new($"`/me/playlists`, cached, log level Warning{suffix}", _quiet, "/me/playlists", quietKey),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await _default.DisposeAsync();
        await _quiet.DisposeAsync();
    }

    private static async Task<string> KeyAsync(ServerProcess broker, ServerProcess sandboxProcess)
    {
        await broker.WaitUntilOkAsync("/health/ready");
        using var sandbox = new SandboxClient(sandboxProcess.Address);
        using var alma = await SignedInUser.SignInAsync("alma", broker, sandbox, "spotify");
        return $"Authorization: Bearer {await alma.NewKeyAsync("spotify:read", "library:read")}";
    }
}
