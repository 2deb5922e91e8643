using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace MusicAuth.Benchmarks.Processes;

/// <summary>A separate PostgreSQL on a free port with its default settings, so it syncs each commit.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Programs = "/usr/lib/postgresql";
    private const string Superuser = "benchmark";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musicauth-postgres-");
    private readonly int _port = FreePort();
    private Process? _process;

    private PostgresServer()
    {
    }

    /// <returns>Null if PostgreSQL is not installed.</returns>
    public static async Task<PostgresServer?> StartAsync()
    {
        var programs = Directory.Exists(Programs)
            ? Directory.GetDirectories(Programs).Select(version => Path.Combine(version, "bin")).MaxBy(Version)
            : null;
        if (programs is null) return null;
        var server = new PostgresServer();
        await server.StartAsync(programs);
        return server;
    }

    /// <summary>Creates a database and returns the broker's settings for it.</summary>
    public async Task<(string Key, string Value)[]> NewDatabaseAsync()
    {
        var name = $"musicauth_{Guid.NewGuid():N}";
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return [("Database:Kind", "Postgres"), ("Database:ConnectionString", ConnectionString(name))];
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private async Task StartAsync(string programs)
    {
        var data = Path.Combine(_folder.FullName, "data");
        if (IsRoot) await RunAsync(new ProcessStartInfo("chown", ["postgres", _folder.FullName]));
        await RunAsync(AsUser(
            Path.Combine(programs, "initdb"), "-D", data, "-U", Superuser, "-E", "UTF8", "--locale=C"));
        // The shell reads from a pipe of this process, so it stops the server when this process ends in any way.
        const string script = "\"$0\" -D \"$1\" -p \"$2\" -h 127.0.0.1 -k '' & server=$!; "
            + "read -r _; kill -INT $server; wait $server";
        _process = Process.Start(
            AsUser("/bin/sh", "-c", script, Path.Combine(programs, "postgres"), data, $"{_port}"))!;
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        using var timeout = new CancellationTokenSource(Timeout);
        while (!await AnswersAsync()) await Task.Delay(50, timeout.Token);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await ExecuteAsync("postgres", "SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // The text is constant.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Database={database};Username={Superuser}";

    // PostgreSQL refuses to run as root.
    private static bool IsRoot => string.Equals(Environment.UserName, "root", StringComparison.Ordinal);

    private static ProcessStartInfo AsUser(string program, params string[] arguments)
    {
        var start = IsRoot
            ? new ProcessStartInfo(
                "setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = "/";
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return start;
    }

    private static async Task RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var output = start.RedirectStandardOutput ? process.StandardOutput.ReadToEndAsync() : Task.FromResult("");
        var errors = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{start.FileName}: {errors}");
    }

    private static int Version(string bin) => int.TryParse(
        Path.GetFileName(Path.GetDirectoryName(bin)), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
        ? major
        : 0;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
