using System.Diagnostics;
using Npgsql;

namespace MusicAuth.Tests.Shared;

/// <summary>
/// A PostgreSQL server for tests, on a free port of 127.0.0.1. Without the programs a test is skipped with a reason;
/// with MUSICAUTH_TEST_REQUIRE=postgres it fails.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string Password = "postgres-test-password";
    private const string Superuser = "musicauth_test";
    private static readonly SemaphoreSlim CommonLock = new(1);
    private static PostgresServer? _common;

    private readonly string _binaries;
    private readonly DirectoryInfo _folder;
    private readonly int _port = FreePort.Take();
    private Process? _process;

    private PostgresServer(string binaries)
    {
        _binaries = binaries;
        _folder = Directory.CreateTempSubdirectory("musicauth-postgres-");
    }

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>The server that all tests of a process share. Each test has its own databases.</summary>
    public static async Task<PostgresServer> CommonAsync()
    {
        var binaries = RequireBinaries();
        await CommonLock.WaitAsync();
        try
        {
            if (_common is null)
            {
                _common = new PostgresServer(binaries);
                await _common.InitializeAsync();
            }

            return _common;
        }
        finally
        {
            CommonLock.Release();
        }
    }

    /// <summary>A server for a single test, which can stop and kill it.</summary>
    public static async Task<PostgresServer> OwnAsync()
    {
        var server = new PostgresServer(RequireBinaries());
        await server.InitializeAsync();
        return server;
    }

    /// <summary>Creates a database as a copy of another one; <c>template1</c> is empty.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> NewDatabaseAsync(string template = "template1")
    {
        var name = $"test_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE {template}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    // A stopped broker leaves idle connections in the pool. They close soon, and other connections stay open.
    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Database={database};Username={Superuser};Password={Password};"
        + "Connection Idle Lifetime=5;Connection Pruning Interval=1";

    public async Task StartAsync()
    {
        // The pipe closes when this process ends in any way. The shell then stops the server and deletes its data.
        const string script =
            """
            "$0" -D "$1" & server=$!
            read -r how
            if [ "$how" = stop ]; then kill -INT $server; wait $server; exit; fi
            kill -QUIT $server; wait $server; rm -rf "$2"
            """;
        _process = Process.Start(AsUser(
            "/bin/sh", "-c", script, Path.Combine(_binaries, "postgres"), Data, _folder.FullName))!;
        _ = _process.StandardError.ReadToEndAsync();
        _ = _process.StandardOutput.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await AnswersAsync())
            await Task.Delay(20, timeout.Token);
    }

    /// <summary>Stops the server in a fast shutdown, which closes its connections.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
            return;
        await _process.StandardInput.WriteLineAsync("stop");
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>kill -9 of the whole server.</summary>
    public async Task KillAsync()
    {
        var pid = (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0];
        Process.GetProcessById(int.Parse(pid)).Kill(entireProcessTree: true);
        await StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_folder.Exists)
            _folder.Delete(recursive: true);
    }

    private async Task InitializeAsync()
    {
        if (Environment.UserName == "root")
            await RunAsync(new ProcessStartInfo("chown", ["postgres", _folder.FullName]));
        var password = Path.Combine(_folder.FullName, "password");
        await File.WriteAllTextAsync(password, Password);
        if (Environment.UserName == "root")
            await RunAsync(new ProcessStartInfo("chown", ["postgres", password]));
        await RunAsync(AsUser(
            Path.Combine(_binaries, "initdb"), "-D", Data, "-U", Superuser, "--pwfile", password,
            "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"));
        await File.AppendAllTextAsync(
            Path.Combine(Data, "postgresql.conf"),
            $"""

            listen_addresses = '127.0.0.1'
            port = {_port}
            unix_socket_directories = ''
            fsync = off
            max_connections = 500
            """);
        await StartAsync();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    // PostgreSQL refuses to run as root.
    private static ProcessStartInfo AsUser(string program, params string[] arguments) =>
        Environment.UserName == "root"
            ? Piped("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments])
            : Piped(program, arguments);

    private static ProcessStartInfo Piped(string program, string[] arguments) => new(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
        WorkingDirectory = "/",
    };

    private static async Task RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        if (start.RedirectStandardOutput)
            await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{start.FileName}: {await errors}");
    }

    private static string RequireBinaries()
    {
        var folder = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
                .Where(bin => File.Exists(Path.Combine(bin, "initdb")))
                .MaxBy(bin => int.TryParse(Path.GetFileName(Path.GetDirectoryName(bin)), out var major) ? major : 0)
            : null;
        if (folder is null)
            Requirement.Missing("postgres", "PostgreSQL is not installed (apt-get install postgresql)");
        return folder;
    }
}
