using System.Net;
using MusicAuth.Sandbox;

namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>A broker on its own, whose world is a sandbox in this process: it can be killed and begin again.</summary>
public sealed class LoneBroker : IAsyncDisposable
{
    private readonly SandboxServer _sandbox;
    private readonly TempFolder _folder = new();
    private RunningProcess? _process;

    private LoneBroker(SandboxServer sandbox)
    {
        _sandbox = sandbox;
        Control = new SandboxControl(sandbox.Address);
        Address = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        DataDirectory = _folder.PathOf("data");
    }

    public SandboxControl Control { get; }

    public Uri Address { get; }

    public string DataDirectory { get; }

    public RunningProcess Process => _process ?? throw new InvalidOperationException("It has not been started.");

    public static async Task<LoneBroker> StartAsync()
    {
        var broker = new LoneBroker(await SandboxServer.StartAsync());
        await broker.Control.FaultAsync();
        await broker.RestartAsync();
        return broker;
    }

    /// <summary>On the same data and port; the one before must have ended.</summary>
    public async Task RestartAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _process = Launch(Address);
        using var visitor = new SandboxControl(Address);
        await Eventually.IsTrueAsync(
            async () => _process.HasExited || await IsReadyAsync(visitor), "a broker that is ready");
        if (_process.HasExited) throw new InvalidOperationException(_process.Words());
    }

    /// <summary>Another process with this broker's settings, whatever becomes of it.</summary>
    public RunningProcess Launch(Uri address)
    {
        Dictionary<string, string?> secrets = new(StringComparer.Ordinal);
        List<string> arguments =
            [$"--urls={address}", $"--DataDirectory={DataDirectory}", "--Access:Registration=Open"];
        foreach (var (key, value) in _sandbox.BrokerSettings)
        {
            if (key.EndsWith("Secret", StringComparison.Ordinal)) secrets[key.Replace(":", "__")] = value;
            else arguments.Add($"--{key}={value}");
        }

        return RunningProcess.Start(Builds.Broker, arguments, secrets);
    }

    public static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Control.Dispose();
        if (_process is not null) await _process.DisposeAsync();
        await _sandbox.DisposeAsync();
        _folder.Dispose();
    }
}
