using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>Describes failures of SQLite with their remedies.</summary>
internal static class SqliteErrors
{
    public static string? Describe(Exception failure, string file)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is DatabaseUnusableException)
                return cause.Message;
            if (cause is SqliteException sqlite)
                return Describe(sqlite.SqliteErrorCode, file);
        }

        return null;
    }

    /// <summary>Whether SQLite could not write a file: the disk is full, fails, or takes no writes.</summary>
    public static bool IsWriteFailure(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is SqliteException sqlite)
                return sqlite.SqliteErrorCode is SQLITE_FULL or SQLITE_IOERR or SQLITE_READONLY or SQLITE_CANTOPEN;
        }

        return false;
    }

    internal static string Damaged(string file) =>
        $"The database {file} is damaged or is not a SQLite database. MusicAuth did not change it. Move it away with "
        + "its -wal and -shm files and restore a backup in its place.";

    private static string Describe(int code, string file) => code switch
    {
        SQLITE_CORRUPT or SQLITE_NOTADB => Damaged(file),
        SQLITE_FULL => $"The disk of the database {file} is full. Free some space and start again.",
        SQLITE_READONLY => $"The database {file} is read-only. Make the file and its folder writable for this user.",
        SQLITE_CANTOPEN => $"The database {file} cannot be opened. Make the file and its folder readable and writable "
            + "for this user.",
        SQLITE_IOERR =>
            $"The disk of the database {file} cannot be read or written. Check the disk and its free space.",
        SQLITE_BUSY or SQLITE_LOCKED =>
            $"Another program has locked the database {file}. Stop that program and start MusicAuth again.",
        _ => $"The database {file} cannot be used (SQLite error {code}).",
    };
}
