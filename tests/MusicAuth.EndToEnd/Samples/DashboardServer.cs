using System.Diagnostics;

namespace MusicAuth.EndToEnd.Samples;

/// <summary>The server of samples/dashboard.</summary>
public sealed class DashboardServer : IAsyncDisposable
{
    private readonly Process _process;

    private DashboardServer(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<DashboardServer> StartAsync(Uri broker, string key)
    {
        NodeScript.Require();
        var port = FreePort.Take();
        var start = new ProcessStartInfo("node", ["server.js"])
        {
            WorkingDirectory = Path.Combine(Builds.Root, "samples", "dashboard"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["MUSICAUTH_URL"] = broker.GetLeftPart(UriPartial.Authority);
        start.Environment["MUSICAUTH_KEY"] = key;
        start.Environment["PORT"] = $"{port}";
        var process = Process.Start(start)!;
        var server = new DashboardServer(process, new Uri($"http://127.0.0.1:{port}"));
        if (await process.StandardOutput.ReadLineAsync() is { } line && line.Contains($"{port}")) return server;
        var errors = await process.StandardError.ReadToEndAsync();
        await server.DisposeAsync();
        throw new InvalidOperationException(errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
