using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>Makes the database and brings its schema to this version; only while the instance lock is held.</summary>
public sealed class SqliteMigrator(IOptions<DatabaseOptions> options, ScopedServices scopes)
{
    // Before 3.51.3 two connections that write and checkpoint could corrupt a WAL database.
    private static readonly Version OldestSqlite = new(3, 51, 3);

    /// <exception cref="DatabaseUnusableException">The file cannot be made or opened.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        PrepareFile(options.Value.SqliteFile);
        await scopes.UseAsync(async db =>
        {
            await db.Database.OpenConnectionAsync(cancellationToken);
            RequireVersion(db.Database.GetDbConnection().ServerVersion);

            // EF waits for ever for this row, which a killed process leaves behind.
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

    // SQLite would make the file 0644; its log and index inherit what the file has.
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
