using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace MusicAuth.Databases;

/// <summary>
/// A private cluster of PostgreSQL on 127.0.0.1, compiled into every test project that needs one. It ends and leaves
/// nothing behind when it is disposed, and when its process dies however it may.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "broker";
    private const string Administrator = "administrator";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Task<PostgresServer>> Shared = new(() => StartOwnAsync());

    // The shell reads one word: none at all means that the tests are gone.
    private const string Script = """
        dir=$1; log=$2; shift 2
        "$@" >>"$log" 2>&1 & pid=$!
        read -r word || word=gone
        case "$word" in kill) kill -QUIT $pid ;; *) kill -INT $pid ;; esac
        wait $pid
        [ "$word" != gone ] || rm -rf "$dir" "$log"
        """;

    private readonly PostgresBinaries _binaries;
    private readonly string _directory;
    private readonly string _password = Guid.NewGuid().ToString("N");
    private readonly bool _durable;
    private Process? _process;

    private PostgresServer(PostgresBinaries binaries, bool durable)
    {
        _binaries = binaries;
        _durable = durable;
        _directory = Path.Combine(Path.GetTempPath(), $"musicauth-postgres-{Guid.NewGuid():N}");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    public string DataDirectory => _directory;

    private string LogFile => _directory + ".log";

    /// <summary>One for all tests of a process. Where PostgreSQL is absent the test ends here, skipped or failed.</summary>
    public static Task<PostgresServer> SharedAsync()
    {
        PostgresBinaries.Require();
        return Shared.Value;
    }

    /// <summary>One that its test may stop and kill.</summary>
    /// <param name="durable">Whether commits survive a power loss, too: with fsync.</param>
    public static async Task<PostgresServer> StartOwnAsync(bool durable = false)
    {
        var server = new PostgresServer(PostgresBinaries.Require(), durable);
        await server.InitializeAsync();
        await server.StartAsync();
        await using var administrator = await server.ConnectAsync("postgres");
        await ExecuteAsync(administrator, $"CREATE ROLE {User} LOGIN PASSWORD '{server._password}'");
        return server;
    }

    /// <summary>An empty database, whose owner is no superuser.</summary>
    public async Task<PostgresDatabase> NewDatabaseAsync()
    {
        var name = $"musicauth_{Guid.NewGuid():N}";
        await using var administrator = await ConnectAsync("postgres");
        await ExecuteAsync(administrator, $"CREATE DATABASE {name} OWNER {User} TEMPLATE template0");
        return new PostgresDatabase(this, name, User, _password);
    }

    /// <summary>Starts it again after <see cref="StopAsync"/> or <see cref="KillAsync"/>, on the same port.</summary>
    public async Task StartAsync()
    {
        var fsync = _durable ? "on" : "off";
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        string[] arguments =
        [
            "-c", Script, "sh", _directory, LogFile, .. _binaries.Command("postgres"), "-D", _directory,
            "-c", "listen_addresses=127.0.0.1", "-c", $"port={Port}", "-c", "unix_socket_directories=",
            "-c", $"fsync={fsync}", "-c", $"full_page_writes={fsync}", "-c", "max_connections=400",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        await AnswersAsync();
    }

    /// <summary>An orderly stop: sessions are cut, all is written.</summary>
    public Task StopAsync() => EndAsync("stop");

    /// <summary>A crash: the next start recovers from the log.</summary>
    public Task KillAsync() => EndAsync("kill");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await EndAsync(null);
        if (!Directory.Exists(_directory))
            return;
        Directory.Delete(_directory, recursive: true);
        File.Delete(LogFile);
    }

    internal async Task<NpgsqlConnection> ConnectAsync(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = Administrator,
            Password = _password,
            Database = database,
            Pooling = false,
            Timeout = 5,
        }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    internal static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task InitializeAsync()
    {
        // Whoever runs initdb may be another user than we are.
        var passwordFile = _directory + ".password";
        await File.WriteAllTextAsync(passwordFile, _password);
        await _binaries.RunAsync(
            "initdb", "-D", _directory, "-U", Administrator, "--pwfile", passwordFile, "-A", "scram-sha-256",
            "-E", "UTF8", "--locale=C", "--no-sync");
        File.Delete(passwordFile);
    }

    private async Task AnswersAsync()
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = await ConnectAsync("postgres");
                return;
            }
            catch (Exception e) when (e is NpgsqlException && waited.Elapsed < Patience)
            {
                await Task.Delay(50);
            }
            catch (NpgsqlException e)
            {
                throw new InvalidOperationException(await File.ReadAllTextAsync(LogFile), e);
            }
        }
    }

    private async Task EndAsync(string? word)
    {
        using var process = _process ?? throw new InvalidOperationException("It is stopped already.");
        _process = null;
        if (word is not null)
            await process.StandardInput.WriteLineAsync(word);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
    }
}
