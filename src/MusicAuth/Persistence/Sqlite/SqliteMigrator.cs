using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>Creates the database and migrates its schema. Requires the lock of the data directory.</summary>
internal sealed class SqliteMigrator(IOptions<DatabaseOptions> options, ScopedServices scopes)
{
    // Before 3.51.3 two connections that write and checkpoint could corrupt a WAL database.
    private static readonly Version OldestSqlite = new(3, 51, 3);

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        PrepareFile(options.Value.SqliteFile);
        await scopes.UseAsync(async db =>
        {
            await db.Database.OpenConnectionAsync(cancellationToken);
            RequireVersion(db.Database.GetDbConnection().ServerVersion);

            // A killed process leaves EF's lock row behind, and EF would wait for it forever.
            await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
            if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
                await db.Database.MigrateAsync(cancellationToken);
        });
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
}
