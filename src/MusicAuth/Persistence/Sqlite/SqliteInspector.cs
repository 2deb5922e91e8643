using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using static SQLitePCL.raw;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>Reads the database before the start, without changing a byte of it.</summary>
internal sealed class SqliteInspector(IOptions<DatabaseOptions> options)
{
    public async Task<T> ReadAsync<T>(
        Func<MusicAuthDb?, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
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
        string connection, Func<MusicAuthDb?, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var file = options.Value.SqliteFile;
        await using var db = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite(connection).Options);
        await db.Database.OpenConnectionAsync(cancellationToken);

        await RequireUndamagedAsync(db, file, cancellationToken);
        var hasSchema = await RequireKnownSchemaAsync(db, file, cancellationToken);
        return await read(hasSchema ? db : null, cancellationToken);
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

    private static async Task RequireUndamagedAsync(SqliteDb db, string file, CancellationToken cancellationToken)
    {
        var findings = await db.Database
            .SqlQueryRaw<string>("SELECT quick_check AS \"Value\" FROM pragma_quick_check LIMIT 1")
            .ToListAsync(cancellationToken);
        if (findings is not ["ok"])
            throw new DatabaseUnusableException(SqliteErrors.Damaged(file));
    }

    private static async Task<bool> RequireKnownSchemaAsync(
        SqliteDb db, string file, CancellationToken cancellationToken)
    {
        if (await MigrationHistory.RequireKnownAsync(db, file, cancellationToken))
            return true;

        // A kill during the first migration leaves only EF's own tables.
        var tables = await db.Database
            .SqlQueryRaw<string>("""
                SELECT name AS "Value" FROM sqlite_master
                WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\_\_EFMigrations%' ESCAPE '\'
                """)
            .ToListAsync(cancellationToken);
        return tables.Count == 0
            ? false
            : throw new DatabaseUnusableException(
                $"The file {file} is the database of another program. Set Database:ConnectionString to a file that "
                + "only MusicAuth uses.");
    }
}
