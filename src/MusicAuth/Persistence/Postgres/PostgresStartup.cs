using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MusicAuth.Persistence.Postgres;

/// <summary>Starts with PostgreSQL: replicas start one after another under an advisory lock.</summary>
internal sealed partial class PostgresStartup(
    IOptions<DatabaseOptions> options, ScopedServices scopes, ILogger<PostgresStartup> logger)
    : IDatabaseStartup
{
    // "musicaut" as a number. Advisory locks are local to a database.
    private const long LockKey = 0x6d75_7369_6361_7574;
    private const int OldestMajorVersion = 13;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartupTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan MigrationTimeout = TimeSpan.FromMinutes(30);

    public string Name => options.Value.PostgresName;

    public bool IsFile => false;

    public async Task<IAsyncDisposable> AcquireStartupLockAsync(CancellationToken cancellationToken)
    {
        // A separate connection: the lock ends with the connection, however this process ends.
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(options.Value.PostgresConnectionString()) { Pooling = false }
                .ConnectionString);
        try
        {
            await OpenAsync(connection, cancellationToken);
            RequireVersion(connection.PostgreSqlVersion);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT pg_advisory_lock($1)";
            command.Parameters.Add(new() { Value = LockKey });
            command.CommandTimeout = (int)StartupTimeout.TotalSeconds;
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public Task<T> InspectAsync<T>(
        Func<MusicAuthDb?, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        scopes.UseAsync(async db =>
        {
            var hasSchema = await MigrationHistory.RequireKnownAsync(db, Name, cancellationToken);
            if (!hasSchema)
                await RequireEmptyAsync(db, cancellationToken);
            return await read(hasSchema ? db : null, cancellationToken);
        });

    public Task MigrateAsync(CancellationToken cancellationToken) => scopes.UseAsync(async db =>
    {
        var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count == 0)
            return;
        // A migration that rewrites a large table takes longer than the 5 s for requests.
        db.Database.SetCommandTimeout(MigrationTimeout);
        Log.Migrating(logger, Name, pending.Count);
        await db.Database.MigrateAsync(cancellationToken);
    });

    public string? DescribeFailure(Exception failure) => PostgresErrors.Describe(failure, Name);

    // Compose starts the database and the broker at the same time. The delay is real time, even if
    // the host has another clock.
    private async Task OpenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var since = TimeProvider.System.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await connection.OpenAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException failure)
                when (PostgresErrors.IsTransient(failure)
                    && TimeProvider.System.GetElapsedTime(since) < ConnectTimeout)
            {
                if (attempt == 1)
                    Log.Waiting(logger, Name, ConnectTimeout.TotalSeconds);
                await Task.Delay(RetryDelay, TimeProvider.System, cancellationToken);
            }
        }
    }

    private async Task RequireEmptyAsync(MusicAuthDb db, CancellationToken cancellationToken)
    {
        var tables = await db.Database.SqlQueryRaw<string>(
            """
            SELECT table_name::text AS "Value" FROM information_schema.tables
            WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
                AND table_name <> '__EFMigrationsHistory'
            """).ToListAsync(cancellationToken);
        if (tables.Count > 0)
        {
            throw new DatabaseUnusableException(
                $"The database {Name} belongs to another program. Set Database:ConnectionString to a database that "
                + "only MusicAuth uses.");
        }
    }

    private static void RequireVersion(Version server)
    {
        if (server.Major < OldestMajorVersion)
        {
            throw new DatabaseUnusableException(
                $"PostgreSQL {server} is too old. MusicAuth requires version {OldestMajorVersion} or newer.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(10002, LogLevel.Warning,
            "The database {Database} does not answer yet; waiting up to {Seconds} s")]
        public static partial void Waiting(ILogger logger, string database, double seconds);

        [LoggerMessage(10003, LogLevel.Information, "Migrating the database {Database}: {Count} migrations")]
        public static partial void Migrating(ILogger logger, string database, int count);
    }
}
