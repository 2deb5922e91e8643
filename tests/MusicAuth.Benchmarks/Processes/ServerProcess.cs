using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MusicAuth.Benchmarks.Processes;

/// <summary>The broker, the sandbox or a peer as a separate process on a free port; disposing stops it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(2);

    // The variables of the Dockerfile.
    private static readonly Dictionary<string, string> Container = new(StringComparer.Ordinal)
    {
        ["DOTNET_EnableDiagnostics"] = "0",
    };

    private readonly Process _process;
    private readonly long _startedAt;
    private readonly Task _output;
    private readonly Task<string> _error;

    private ServerProcess(
        Uri address, string program, string[] args, IReadOnlyDictionary<string, string>? environment = null)
    {
        Address = address;
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[key] = value;
        _startedAt = Stopwatch.GetTimestamp();
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Turns the broker's cache on, as it is by default.</summary>
    public static (string Key, string Value) Caching { get; } = ("Library__CacheSeconds", "60");

    public Uri Address { get; }

    public int Id => _process.Id;

    /// <summary>The processor time of the process so far, including the kernel.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a broker that uses the sandbox as Spotify and Deezer.</summary>
    public static ServerProcess Broker(
        string program, string data, Uri sandboxProcess, params (string Key, string Value)[] settings) =>
        StartBroker(program, data, sandboxProcess, [], settings);

    /// <summary>Like <see cref="Broker"/>, and the broker follows the clock of the sandbox.</summary>
    public static ServerProcess BrokerOfSandboxTime(
        string program, string data, Uri sandboxProcess, params (string Key, string Value)[] settings) =>
        StartBroker(program, data, sandboxProcess, [$"--sandbox-clock={sandboxProcess}"], settings);

    /// <summary>Starts a peer in the same way as the broker.</summary>
    public static async Task<ServerProcess> PeerAsync(string program, string part, ServerProcess? upstream = null)
    {
        string[] args = upstream is null
            ? ["--play", part]
            : ["--play", part, "--upstream", upstream.Address.GetLeftPart(UriPartial.Authority)];
        var peer = Dotnet(program, args, Container);
        await peer.WaitUntilOkAsync("/health");
        return peer;
    }

    /// <summary>Starts bare Kestrel with one SQLite query.</summary>
    public static ServerProcess Floor(string program, string data) =>
        Dotnet(program, ["--play", "floor", "--DataDirectory", data], Container);

    /// <summary>Starts a program that is not a .NET program; its arguments contain its address.</summary>
    public static ServerProcess Other(Uri address, string program, params string[] args) =>
        new(address, program, args);

    public static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    public static async Task<ServerProcess> SandboxAsync()
    {
        var sandbox = Dotnet(
            PublishedBuilds.Sandbox, ["--no-broker"], new Dictionary<string, string>(StringComparer.Ordinal));
        await sandbox.WaitUntilOkAsync("/health");
        return sandbox;
    }

    /// <returns>The time from the start of the process to the first 200.</returns>
    public async Task<TimeSpan> WaitUntilOkAsync(string path)
    {
        using var client = new PlainClient(Address);
        while (Stopwatch.GetElapsedTime(_startedAt) < Timeout)
        {
            if (_process.HasExited) throw new InvalidOperationException($"The process exited: {await _error}");
            try
            {
                using var response = await client.GetAsync(path);
                if (response.StatusCode == HttpStatusCode.OK) return Stopwatch.GetElapsedTime(_startedAt);
            }
            catch (HttpRequestException)
            {
                // The server does not listen yet.
            }

            await Task.Delay(RetryDelay);
        }

        throw new TimeoutException($"No response from {path} within {Timeout.TotalSeconds:0} s.");
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

    private static ServerProcess StartBroker(
        string program, string data, Uri sandboxProcess, string[] args, (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DataDirectory"] = data,
            ["Access__Registration"] = "Open",
            // Most benchmarks measure calls to the provider, without the cache.
            ["Library__CacheSeconds"] = "0",
            // One client sends more requests than a household.
            ["Access__CallerRequestsPerMinute"] = "0",
            ["Spotify__ClientId"] = SandboxClient.SpotifyId,
            ["Spotify__ClientSecret"] = SandboxClient.SpotifySecret,
            ["Spotify__AuthorizationEndpoint"] = $"{sandboxProcess}spotify/authorize",
            ["Spotify__TokenEndpoint"] = $"{sandboxProcess}spotify/api/token",
            ["Spotify__ApiBaseUrl"] = $"{sandboxProcess}spotify/v1",
            ["Deezer__ClientId"] = "123456",
            ["Deezer__ClientSecret"] = "sandbox-deezer-secret",
            ["Deezer__AuthorizationEndpoint"] = $"{sandboxProcess}deezer/oauth/auth.php",
            ["Deezer__TokenEndpoint"] = $"{sandboxProcess}deezer/oauth/access_token.php",
            ["Deezer__ApiBaseUrl"] = $"{sandboxProcess}deezer",
        };
        foreach (var (key, value) in Container.Concat(
            settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))))
            all[key] = value;
        return Dotnet(program, args, all);
    }

    private static ServerProcess Dotnet(
        string program, string[] args, IReadOnlyDictionary<string, string> environment)
    {
        var address = FreeAddress();
        return new ServerProcess(
            address, PublishedBuilds.DotnetHost,
            [program, "--urls", address.GetLeftPart(UriPartial.Authority), .. args], environment);
    }
}
