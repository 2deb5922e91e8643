using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MusicAuth.Persistence.Migrations;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>Creates the database and migrates its schema. Requires the lock of the data directory.</summary>
internal sealed partial class SqliteMigrator(
    IOptions<DatabaseOptions> options, SqliteMigrationBackup backup, PlainSql sql, ScopedServices scopes,
    ILogger<SqliteMigrator> logger)
{
    private static readonly TimeSpan MigrationTimeout = TimeSpan.FromMinutes(30);

    // Before 3.51.3 two connections that write and checkpoint could corrupt a WAL database.
    private static readonly Version OldestSqlite = new(3, 51, 3);

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        PrepareFile(options.Value.SqliteFile);
        if (backup.RestoreInterrupted() is { } copy)
            Log.Restored(logger, options.Value.SqliteFile, copy);
        var applied = await sql.UseAsync(
            async database =>
            {
                RequireVersion(database.ServerVersion);
                // A killed process leaves EF's lock row behind, and EF would wait for it forever.
                await database.ExecuteAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
                return await MigrationHistory.ListAppliedAsync(
                    database, SqliteInspector.HasHistorySql, cancellationToken);
            },
            cancellationToken);
        if (MigrationIds.Sqlite.Except(applied, StringComparer.Ordinal).Any())
            await MigrateAsync(applied.Order(StringComparer.Ordinal).LastOrDefault(), cancellationToken);
        backup.DeleteOld();
    }

    private async Task MigrateAsync(string? lastMigration, CancellationToken cancellationToken)
    {
        if (lastMigration is null)
        {
            await scopes.UseAsync(db => db.Database.MigrateAsync(cancellationToken));
            return;
        }

        var copy = backup.Create(lastMigration);
        Log.Migrating(logger, options.Value.SqliteFile, copy);
        try
        {
            await scopes.UseAsync(async db =>
            {
                // A migration that rewrites a large table takes longer than the 5 s for requests.
                db.Database.SetCommandTimeout(MigrationTimeout);
                await db.Database.MigrateAsync(cancellationToken);
            });
            backup.Complete();
        }
        // After a stop the next start puts the copy back.
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // SQLite commits some changes of a schema before the end of a migration.
            backup.Restore(copy);
            throw new DatabaseUnusableException(
                $"The update of the database {options.Value.SqliteFile} failed ({failure.Message}). The database is as "
                + $"it was before, and {copy} is a copy of it. Start the previous version, and report the failure.",
                failure);
        }
    }

    public static void RequireVersion(string sqliteVersion)
    {
        if (Version.Parse(sqliteVersion) < OldestSqlite)
        {
            throw new DatabaseUnusableException(
                $"SQLite {sqliteVersion} can damage databases. MusicAuth requires version {OldestSqlite} or newer.");
        }
    }

    // SQLite would create the file with mode 0644. The log and the index inherit the mode of the file.
    private static void PrepareFile(string file)
    {
        try
        {
            PrivateDirectory.Create(Path.GetDirectoryName(file)!);
            if (!File.Exists(file))
                DurableFile.CreateEmpty(file);
            else if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(file) != DurableFile.OwnerOnly)
                File.SetUnixFileMode(file, DurableFile.OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseUnusableException(
                $"MusicAuth cannot create the database {file}, or this user does not own it. Make its folder writable "
                + "for this user.", e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(10005, LogLevel.Information, "Updating the database {Database}; a copy from before is {Copy}")]
        public static partial void Migrating(ILogger logger, string database, string copy);

        [LoggerMessage(10007, LogLevel.Warning, "The last update of the database {Database} was interrupted; MusicAuth "
            + "put its copy {Copy} back and updates it again")]
        public static partial void Restored(ILogger logger, string database, string copy);
    }
}
