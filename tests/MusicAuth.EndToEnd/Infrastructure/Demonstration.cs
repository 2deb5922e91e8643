using Shouldly;

namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>The command of the README: simulated providers, and a broker that uses them.</summary>
public sealed class Demonstration : IAsyncDisposable
{
    private Demonstration(RunningProcess process, Uri broker, Uri sandbox)
    {
        Process = process;
        Broker = broker;
        Sandbox = new SandboxControl(sandbox);
    }

    public RunningProcess Process { get; }

    /// <summary>The address that the sandbox prints.</summary>
    public Uri Broker { get; }

    public SandboxControl Sandbox { get; }

    public static RunningProcess Launch(string data, int port, int brokerPort) => RunningProcess.Start(
        Builds.Sandbox,
        ["--urls", $"http://127.0.0.1:{port}", "--broker-urls", $"http://127.0.0.1:{brokerPort}", "--data", data],
        // The requests of all users of all tests come from one address.
        new Dictionary<string, string?>
        {
            ["Access__AnonymousRequestsPerMinute"] = "0",
            // The faults of the sandbox take effect at once.
            ["Library__CacheSeconds"] = "0",
        });

    public static async Task<Demonstration> StartAsync(string data, int? port = null, int? brokerPort = null)
    {
        var providers = port ?? FreePort.Take();
        var process = Launch(data, providers, brokerPort ?? FreePort.Take());
        try
        {
            var open = await process.WaitForLineAsync("Open ");
            return new(process, new Uri(open.Split(' ')[1]), new Uri($"http://127.0.0.1:{providers}"));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async Task StopAsync()
    {
        await Process.TerminateAsync();
        (await Process.WaitForExitAsync()).ShouldBe(0, Process.LastLines());
    }

    public async ValueTask DisposeAsync()
    {
        Sandbox.Dispose();
        await Process.DisposeAsync();
    }
}
