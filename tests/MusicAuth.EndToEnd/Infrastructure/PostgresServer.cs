using System.Diagnostics;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>A PostgreSQL server of a test's own, which can be killed and begin again.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    // Debian's own place stands on no path.
    private static readonly string[] Places =
        ["/usr/local/bin", "/usr/bin", .. Debian("/usr/lib/postgresql"), "/usr/local/pgsql/bin"];

    private readonly TempFolder _folder = new();
    private Process? _process;

    private PostgresServer(int port) => Port = port;

    public int Port { get; }

    private string Data => _folder.PathOf("data");

    /// <summary>Skips the test, or fails it where it must not be skipped.</summary>
    public static void Require()
    {
        if (Find("initdb") is not null && Find("postgres") is not null && Find("pg_isready") is not null) return;
        const string absence = "PostgreSQL's initdb, postgres and pg_isready are absent (Debian: postgresql).";
        var required = (Environment.GetEnvironmentVariable("MUSICAUTH_TEST_REQUIRE") ?? "").Split(',');
        if (required.Contains("postgres", StringComparer.Ordinal)) Assert.Fail(absence);
        Assert.Skip(absence);
    }

    public static async Task<PostgresServer> StartAsync()
    {
        Require();
        var server = new PostgresServer(FreePort.Take());
        try
        {
            if (IsRoot) await RunAsync("chown", "postgres", server._folder.FullName);
            await RunAsync(
                AsOwner(Find("initdb")!, "-D", server.Data, "-U", "musicauth", "-A", "trust", "-E", "UTF8", "-N"));
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a broker needs to use it.</summary>
    /// <param name="port">Of something that stands before it.</param>
    public Dictionary<string, string> BrokerSettings(int? port = null) => new(StringComparer.Ordinal)
    {
        ["Database:Kind"] = "Postgres",
        ["Database:ConnectionString"] =
            $"Host=127.0.0.1;Port={port ?? Port};Username=musicauth;Database=postgres;Timeout=3",
    };

    /// <summary>kill -9 of all its processes.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async Task StartAgainAsync()
    {
        // The shell ends the server when its input closes, even if the run of the tests is killed.
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        string[] words =
        [
            "-c", "\"$@\" >/dev/null 2>&1 & server=$!; read -r _; kill -QUIT $server; wait $server", "sh",
            .. AsOwner(
                Find("postgres")!, "-D", Data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1",
                "-c", "unix_socket_directories="),
        ];
        foreach (var word in words) start.ArgumentList.Add(word);
        _process = Process.Start(start)!;
        await Eventually.IsTrueAsync(
            async () => await TryAsync(Find("pg_isready")!, "-q", "-h", "127.0.0.1", "-p", $"{Port}") == 0,
            "PostgreSQL to take connections");
    }

    public async Task<string> ScalarAsync(string statement)
    {
        using var psql = Begin(
            [Find("psql")!, "-h", "127.0.0.1", "-p", $"{Port}", "-U", "musicauth", "-d", "postgres", "-Atc", statement]);
        var answer = await psql.StandardOutput.ReadToEndAsync();
        await psql.WaitForExitAsync();
        psql.ExitCode.ShouldBe(0, statement);
        return answer.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await KillAsync();
        _folder.Dispose();
    }

    private static bool IsRoot => Environment.IsPrivilegedProcess;

    // PostgreSQL refuses to be root.
    private static string[] AsOwner(params string[] command) => IsRoot
        ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. command]
        : command;

    private static string? Find(string program) =>
        Places.Select(place => Path.Combine(place, program)).FirstOrDefault(File.Exists);

    private static IEnumerable<string> Debian(string place) => Directory.Exists(place)
        ? Directory.GetDirectories(place).OrderDescending(StringComparer.Ordinal)
            .Select(version => Path.Combine(version, "bin"))
        : [];

    private static async Task RunAsync(params string[] command) => (await TryAsync(command)).ShouldBe(0, command[0]);

    private static async Task<int> TryAsync(params string[] command)
    {
        using var process = Begin(command);
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static Process Begin(string[] command)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var word in command[1..]) start.ArgumentList.Add(word);
        start.WorkingDirectory = "/";
        return Process.Start(start)!;
    }
}
