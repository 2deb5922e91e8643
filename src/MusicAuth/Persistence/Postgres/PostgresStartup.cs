using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using MusicAuth.Persistence.Migrations;
using Npgsql;

namespace MusicAuth.Persistence.Postgres;

/// <summary>Starts with PostgreSQL: replicas start one after another under an advisory lock.</summary>
internal sealed partial class PostgresStartup(
    IOptions<DatabaseOptions> options, PlainSql sql, ScopedServices scopes, ILogger<PostgresStartup> logger)
    : IDatabaseStartup
{
    // "musicaut" as a number. Advisory locks are local to a database.
    private const long LockKey = 0x6d75_7369_6361_7574;
    private const string HasHistorySql =
        """SELECT 1 WHERE to_regclass('"__EFMigrationsHistory"') IS NOT NULL""";

    private const int OldestMajorVersion = 13;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartupTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan MigrationTimeout = TimeSpan.FromMinutes(30);

    public string Name => options.Value.PostgresName;

    public bool IsFile => false;

    // MusicAuth creates tables, but never the database.
    public bool IsNew => false;

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
            var database = await PlainConnection.OfAsync(db, cancellationToken);
            return await read(await HasSchemaAsync(database, cancellationToken) ? db : null, cancellationToken);
        });

    public Task<T> InspectBySqlAsync<T>(
        Func<PlainConnection?, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        sql.UseAsync(
            async database => await read(
                await HasSchemaAsync(database, cancellationToken) ? database : null, cancellationToken),
            cancellationToken);

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        var applied = await sql.UseAsync(
            database => MigrationHistory.ListAppliedAsync(database, HasHistorySql, cancellationToken),
            cancellationToken);
        var pending = MigrationIds.Postgres.Except(applied, StringComparer.Ordinal).Count();
        await PostgresMigrationBackup.DropOldAsync(sql, cancellationToken);
        if (pending == 0)
            return;
        Log.Migrating(logger, Name, pending);
        await scopes.UseAsync(async db =>
        {
            // A migration that rewrites a large table takes longer than the 5 s for requests.
            db.Database.SetCommandTimeout(MigrationTimeout);
            if (applied.Order(StringComparer.Ordinal).LastOrDefault() is { } last)
                await MigrateAsync(db, last, cancellationToken);
            else
                await db.Database.MigrateAsync(cancellationToken);
        });
    }

    private async Task MigrateAsync(MusicAuthDb db, string lastMigration, CancellationToken cancellationToken)
    {
        var copy = await PostgresMigrationBackup.CreateAsync(db, lastMigration, cancellationToken);
        Log.CopiedBefore(logger, copy);
        try
        {
            await MigrateInOneTransactionAsync(db, lastMigration, cancellationToken);
        }
        catch (PostgresException failure)
        {
            throw new DatabaseUnusableException(
                $"The update of the database {Name} failed ({failure.MessageText}). The database is as it was before, "
                + $"and its schema {copy} is a copy of it. Start the previous version, and report the failure.",
                failure);
        }
        // The response can be lost after the commit.
        catch (NpgsqlException failure)
        {
            throw new DatabaseUnusableException(
                $"The connection to the database {Name} was lost during the update, or the database did not answer in "
                + "time, so MusicAuth does not know whether the database has committed the update. The schema "
                + $"{copy} is a copy of the database from before. Start this version again: the start finds out, and "
                + "repeats the update if it is necessary. If the start fails again, restore this copy, start the "
                + "previous version, and report the failure.",
                failure);
        }
    }

    // EF commits after each migration, and a failure of the second would leave the first.
    private static async Task MigrateInOneTransactionAsync(
        MusicAuthDb db, string lastMigration, CancellationToken cancellationToken)
    {
        var script = db.GetService<IMigrator>().GenerateScript(
            lastMigration, toMigration: null, MigrationsSqlGenerationOptions.NoTransactions);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = transaction.GetDbTransaction();
#pragma warning disable CA2100 // EF made the script.
        command.CommandText = script;
#pragma warning restore CA2100
        command.CommandTimeout = (int)MigrationTimeout.TotalSeconds;
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public void DeleteNew() => throw new NotSupportedException("MusicAuth creates no PostgreSQL database.");

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

    private async Task<bool> HasSchemaAsync(PlainConnection database, CancellationToken cancellationToken)
    {
        var applied = await MigrationHistory.ListAppliedAsync(database, HasHistorySql, cancellationToken);
        if (MigrationHistory.RequireKnown(MigrationIds.Postgres, applied, Name))
            return true;
        return await database.AnyAsync(
            """
            SELECT 1 FROM information_schema.tables
            WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
                AND table_name <> '__EFMigrationsHistory'
            """,
            cancellationToken)
            ? throw new DatabaseUnusableException(
                $"The database {Name} belongs to another program. Set Database:ConnectionString to a database that "
                + "only MusicAuth uses.")
            : false;
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

        [LoggerMessage(10006, LogLevel.Information, "The schema {Schema} is a copy of the database from before")]
        public static partial void CopiedBefore(ILogger logger, string schema);
    }
}
