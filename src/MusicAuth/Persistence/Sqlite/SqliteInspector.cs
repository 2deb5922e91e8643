using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MusicAuth.Persistence.Migrations;
using static SQLitePCL.raw;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>Reads the database before the start, without changing a byte of it.</summary>
internal sealed class SqliteInspector(IOptions<DatabaseOptions> options)
{
    public const string HasHistorySql =
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsHistory'";

    /// <summary>Reads through EF.</summary>
    public Task<T> ReadAsync<T>(
        Func<MusicAuthDb?, CancellationToken, Task<T>> read, CancellationToken cancellationToken) => ReadBySqlAsync(
        async (database, cancellation) =>
        {
            if (database is null)
                return await read(null, cancellation);
            await using var db = new SqliteDb(
                new DbContextOptionsBuilder<SqliteDb>().UseSqlite(database.Connection).Options);
            return await read(db, cancellation);
        },
        cancellationToken);

    /// <summary>Reads without EF.</summary>
    public async Task<T> ReadBySqlAsync<T>(
        Func<PlainConnection?, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        if (IsNew(options.Value.SqliteFile))
            return await read(null, cancellationToken);

        try
        {
            return await ReadAsync(
                options.Value.SqliteInspectionString(SqliteOpenMode.ReadOnly), read, cancellationToken);
        }
        catch (SqliteException e) when (e.SqliteExtendedErrorCode == SQLITE_READONLY_ROLLBACK)
        {
            // An interrupted switch to WAL left a journal, which only a writer can roll back.
            return await ReadAsync(
                options.Value.SqliteInspectionString(SqliteOpenMode.ReadWrite), read, cancellationToken);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLITE_READONLY or SQLITE_CANTOPEN && IsOnReadOnlyDisk)
        {
            RequireNoWal(options.Value.SqliteFile);
            return await ReadAsync(options.Value.SqliteImmutableString(), read, cancellationToken);
        }
    }

    private bool IsOnReadOnlyDisk => !PrivateDirectory.IsWritable(Path.GetDirectoryName(options.Value.SqliteFile)!);

    private async Task<T> ReadAsync<T>(
        string connectionString, Func<PlainConnection?, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        var file = options.Value.SqliteFile;
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        var database = new PlainConnection(connection);

        await RequireUndamagedAsync(database, file, cancellationToken);
        var hasSchema = await RequireKnownSchemaAsync(database, file, cancellationToken);
        return await read(hasSchema ? database : null, cancellationToken);
    }

    // SQLite would delete a log without its database, and the log can contain the only copy of a token.
    private static bool IsNew(string file)
    {
        if (Directory.Exists(file))
        {
            throw new DatabaseUnusableException(
                $"The database {file} is a folder. Set Database:ConnectionString to a file in that folder.");
        }

        var isEmpty = new FileInfo(file) is not { Exists: true, Length: > 0 };
        if (isEmpty && new FileInfo(file + "-wal") is { Exists: true, Length: > 0 })
        {
            throw new DatabaseUnusableException(
                $"The database {file} is missing or empty, but its log {file}-wal exists. Restore the database from a "
                + "backup, or move the log away to start with an empty database.");
        }

        return isEmpty;
    }

    // A read without the log would miss its changes.
    private static void RequireNoWal(string file)
    {
        if (new FileInfo(file + "-wal") is { Exists: true, Length: > 0 })
        {
            throw new DatabaseUnusableException(
                $"The database {file} is in a read-only folder, and its log {file}-wal contains changes that the "
                + "database does not have yet. Copy both files to a writable folder and use the copy.");
        }
    }

    private static async Task RequireUndamagedAsync(
        PlainConnection database, string file, CancellationToken cancellationToken)
    {
        var findings = await database.ListAsync(
            "SELECT quick_check FROM pragma_quick_check LIMIT 1", static row => row.GetString(0), cancellationToken);
        if (findings is not ["ok"])
            throw new DatabaseUnusableException(SqliteErrors.Damaged(file));
    }

    private static async Task<bool> RequireKnownSchemaAsync(
        PlainConnection database, string file, CancellationToken cancellationToken)
    {
        var applied = await MigrationHistory.ListAppliedAsync(database, HasHistorySql, cancellationToken);
        if (MigrationHistory.RequireKnown(MigrationIds.Sqlite, applied, file))
            return true;

        // A kill during the first migration leaves only EF's own tables.
        return await database.AnyAsync(
            """
            SELECT 1 FROM sqlite_master
            WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\_\_EFMigrations%' ESCAPE '\'
            """,
            cancellationToken)
            ? throw new DatabaseUnusableException(
                $"The file {file} is the database of another program. Set Database:ConnectionString to a file that "
                + "only MusicAuth uses.")
            : false;
    }
}
