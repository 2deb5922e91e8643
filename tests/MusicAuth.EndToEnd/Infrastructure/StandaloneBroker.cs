using System.Diagnostics;
using System.Net;
using MusicAuth.Sandbox;

namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>A broker in its own process, which a test can kill and restart, with a sandbox in this one.</summary>
public sealed class StandaloneBroker : IAsyncDisposable
{
    private readonly BrokerSetup _setup;
    private readonly SandboxServer _sandbox;
    private readonly TempFolder _folder = new();
    private RunningProcess? _process;

    private StandaloneBroker(BrokerSetup setup, SandboxServer sandbox)
    {
        (_setup, _sandbox) = (setup, sandbox);
        Control = new SandboxControl(sandbox.Address);
        TokenProxy = new TokenEndpointProxy(new Uri(sandbox.BrokerSettings["Spotify:TokenEndpoint"]!));
        Address = new Uri($"http://{setup.ListenAddress}:{FreePort.Take()}");
        DataDirectory = setup.DataDirectory ?? _folder.PathOf("data");
    }

    public SandboxControl Control { get; }

    /// <summary>The proxy to Spotify's token endpoint.</summary>
    public TokenEndpointProxy TokenProxy { get; }

    public Uri Address { get; }

    public string DataDirectory { get; }

    public string Database => Path.Combine(DataDirectory, "musicauth.db");

    public string Spill => Path.Combine(DataDirectory, "spill");

    /// <summary>The time from the last start until the broker was ready.</summary>
    public TimeSpan StartDuration { get; private set; }

    public RunningProcess Process => _process ?? throw new InvalidOperationException("The broker has not started.");

    public static async Task<StandaloneBroker> StartAsync(BrokerSetup? setup = null)
    {
        setup ??= new();
        var broker = new StandaloneBroker(setup, setup.Sandbox ?? await SandboxServer.StartAsync());
        try
        {
            await broker.Control.FaultAsync();
            await broker.RestartAsync();
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts on the same data and port; an earlier process must have ended.</summary>
    public async Task RestartAsync(bool untilReady = true)
    {
        if (_process is not null) await _process.DisposeAsync();
        var watch = Stopwatch.StartNew();
        _process = Launch(Address);
        using var client = new SandboxControl(Address);
        await Eventually.IsTrueAsync(
            async () => _process.HasExited || (untilReady
                ? await IsReadyAsync(client)
                : await ReadinessAsync(client) is not null),
            "a broker that is ready");
        StartDuration = watch.Elapsed;
        if (!_process.HasExited) return;
        await _process.WaitForExitAsync();
        throw new InvalidOperationException($"The broker exited with {_process.ExitCode}.\n{_process.LastLines()}");
    }

    /// <summary>kill -9, and waits for the exit.</summary>
    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
    }

    /// <summary>Starts another process with this broker's settings; it can exit at once.</summary>
    public RunningProcess Launch(Uri address)
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["urls"] = address.ToString(),
            ["DataDirectory"] = DataDirectory,
            ["Access:Registration"] = "Open",
            ["Library:CacheSeconds"] = "0",
        };
        foreach (var (key, value) in _sandbox.BrokerSettings) settings[key] = value!;
        settings["Spotify:TokenEndpoint"] = TokenProxy.Address.ToString();
        if (_setup.PublicName is { } name) settings["Web:PublicUrl"] = $"http://{name}:{address.Port}";
        // Tests of crashes force more refreshes in a minute than a provider does.
        settings["Grants:ForcedRefreshesPerMinute"] = "0";
        foreach (var (key, value) in _setup.Settings) settings[key] = value;
        // Environment variables pass the secrets, because every user of the machine can read a command line.
        var secret = settings.Keys.ToLookup(key => key.EndsWith("Secret", StringComparison.Ordinal));
        return RunningProcess.Start(
            _setup.Assembly ?? Builds.Broker,
            [.. secret[false].Select(key => $"--{key}={settings[key]}"), "--stop-when-stdin-closes"],
            secret[true].ToDictionary(
                key => key.Replace(":", "__"), string? (key) => settings[key], StringComparer.Ordinal),
            _setup.Shell);
    }

    public static async Task<bool> IsReadyAsync(HttpClient client) =>
        await ReadinessAsync(client) == HttpStatusCode.OK;

    /// <returns>Null where no server listens.</returns>
    public static async Task<HttpStatusCode?> ReadinessAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Control.Dispose();
        if (_process is not null) await _process.DisposeAsync();
        await TokenProxy.DisposeAsync();
        if (_setup.Sandbox is null) await _sandbox.DisposeAsync();
        _folder.Dispose();
    }
}
