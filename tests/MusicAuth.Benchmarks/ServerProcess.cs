using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MusicAuth.Benchmarks;

/// <summary>The broker or the sandbox as a process of its own on a free port; disposing stops it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly Process _process;
    private readonly long _startedAt;
    private readonly Task _output;
    private readonly Task<string> _error;

    private ServerProcess(string program, string[] args, IReadOnlyDictionary<string, string> environment)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo(
            Builds.DotnetHost, [program, "--urls", Address.GetLeftPart(UriPartial.Authority), .. args])
        {
            WorkingDirectory = Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment) start.Environment[key] = value;
        _startedAt = Stopwatch.GetTimestamp();
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _error = _process.StandardError.ReadToEndAsync();
    }

    public Uri Address { get; }

    public int Id => _process.Id;

    /// <summary>Starts a broker that takes <paramref name="world"/> for Spotify and Deezer.</summary>
    public static ServerProcess Broker(
        string program, string data, Uri world, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DataDirectory"] = data,
            // As the Dockerfile has it.
            ["DOTNET_EnableDiagnostics"] = "0",
            ["DOTNET_GCgen0size"] = "0x200000",
            ["Access__Registration"] = "Open",
            ["Library__CacheSeconds"] = "0",
            // One client asks more here than a household does.
            ["Access__CallerRequestsPerMinute"] = "0",
            ["Spotify__ClientId"] = SandboxApp.SpotifyId,
            ["Spotify__ClientSecret"] = SandboxApp.SpotifySecret,
            ["Spotify__AuthorizationEndpoint"] = $"{world}spotify/authorize",
            ["Spotify__TokenEndpoint"] = $"{world}spotify/api/token",
            ["Spotify__ApiBaseUrl"] = $"{world}spotify/v1",
            ["Deezer__ClientId"] = "123456",
            ["Deezer__ClientSecret"] = "sandbox-deezer-secret",
            ["Deezer__AuthorizationEndpoint"] = $"{world}deezer/oauth/auth.php",
            ["Deezer__TokenEndpoint"] = $"{world}deezer/oauth/access_token.php",
            ["Deezer__ApiBaseUrl"] = $"{world}deezer",
        };
        foreach (var (key, value) in settings) all[key] = value;
        return new ServerProcess(program, [], all);
    }

    public static async Task<ServerProcess> SandboxAsync()
    {
        var sandbox = new ServerProcess(
            Builds.Sandbox, ["--no-broker"], new Dictionary<string, string>(StringComparer.Ordinal));
        await sandbox.AnswersAsync("/health");
        return sandbox;
    }

    /// <returns>The time from the start of the process to the first 200.</returns>
    public async Task<TimeSpan> AnswersAsync(string path)
    {
        using var client = new PlainClient(Address);
        while (Stopwatch.GetElapsedTime(_startedAt) < Patience)
        {
            if (_process.HasExited) throw new InvalidOperationException($"It ended by itself: {await _error}");
            try
            {
                using var answer = await client.GetAsync(path);
                if (answer.StatusCode == HttpStatusCode.OK) return Stopwatch.GetElapsedTime(_startedAt);
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(Pause);
        }

        throw new TimeoutException($"No answer from {path} within {Patience.TotalSeconds:0} s.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var term = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            await term.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        await Task.WhenAll(_output, _error);
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
