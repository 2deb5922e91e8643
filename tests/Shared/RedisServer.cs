using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MusicAuth.Tests.Shared;

/// <summary>
/// A Redis server for tests, on a free port of 127.0.0.1. Without the program a test is skipped with a reason; with
/// MUSICAUTH_TEST_REQUIRE=redis it fails.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const string Binary = "redis-server";

    private readonly int _port = FreePort.Take();
    private Process? _shell;

    public string ConnectionString => $"127.0.0.1:{_port}";

    public static async Task<RedisServer> StartedAsync()
    {
        Require();
        var server = new RedisServer();
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        // The pipe closes when this process ends in any way. The shell then stops the server.
        const string script =
            """
            redis-server --port "$0" --bind 127.0.0.1 --save '' --appendonly no --dir / > /dev/null 2>&1 & server=$!
            while read -r how; do kill -"$how" $server; echo "sent $how"; done
            kill -KILL $server; wait $server
            """;
        _shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script, $"{_port}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        _ = _shell.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await AnswersAsync())
            await Task.Delay(20, timeout.Token);
    }

    /// <summary>Suspends the server: connections stay open and get no response.</summary>
    public async Task FreezeAsync()
    {
        await _shell!.StandardInput.WriteLineAsync("STOP");
        await _shell.StandardOutput.ReadLineAsync();
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_shell is null)
            return;
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        _shell = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void Require()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (folders.Any(folder => File.Exists(Path.Combine(folder, Binary))))
            return;
        Requirement.Missing("redis", "Redis is not installed (apt-get install redis-server)");
    }
}
