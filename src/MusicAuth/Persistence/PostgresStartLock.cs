using Microsoft.Extensions.Options;
using Npgsql;

namespace MusicAuth.Persistence;

/// <summary>
/// An advisory lock on a connection of its own: it dies with the process, and the server keeps one per database.
/// </summary>
internal sealed partial class PostgresStartLock(
    IOptions<DatabaseOptions> options, TimeProvider time, ILogger<PostgresStartLock> logger)
{
    // The key is "musicaut" as a number. A holder whose machine died lets go after 25 s instead of hours.
    private const string TryLock = """
        SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
        SELECT pg_try_advisory_lock(7887337218885383540)
        """;

    // Compose starts both at once, and a server that recovers takes its time.
    private static readonly TimeSpan PatienceWithServer = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PatienceWithOthers = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ConnectPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(100);

    public async Task<IAsyncDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken);
        try
        {
            await LockAsync(connection, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        // Closing a pooled connection would not let go of the lock.
        var settings = PostgresSettings.WithPassword(options.Value);
        settings.Pooling = false;
        var end = time.GetUtcNow() + PatienceWithServer;
        for (var attempt = 1; ; attempt++)
        {
            var connection = new NpgsqlConnection(settings.ConnectionString);
            try
            {
                await connection.OpenAsync(cancellationToken);
                return connection;
            }
            catch (Exception e) when (PostgresFaults.MayPass(e) && time.GetUtcNow() < end)
            {
                await connection.DisposeAsync();
                if (attempt == 1)
                    Log.ServerAwaited(logger, options.Value.DisplayName, PatienceWithServer.TotalSeconds);
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }

            await Task.Delay(ConnectPause, time, cancellationToken);
        }
    }

    private async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(TryLock, connection);
        var end = time.GetUtcNow() + PatienceWithOthers;
        for (var attempt = 1; await command.ExecuteScalarAsync(cancellationToken) is not true; attempt++)
        {
            if (attempt == 1)
                Log.OthersAwaited(logger, options.Value.DisplayName);
            if (time.GetUtcNow() >= end)
            {
                throw new DatabaseUnusableException(
                    $"Another MusicAuth has been starting on the database {options.Value.DisplayName} for "
                    + $"{PatienceWithOthers.TotalMinutes} minutes. Look at its log, or stop it.");
            }

            await Task.Delay(LockPause, time, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Warning, "The database {Database} does not answer yet; trying for {Seconds} s")]
        public static partial void ServerAwaited(ILogger logger, string database, double seconds);

        [LoggerMessage(3, LogLevel.Information, "Another MusicAuth is starting on {Database}: this one comes next")]
        public static partial void OthersAwaited(ILogger logger, string database);
    }
}
