using Microsoft.Data.Sqlite;

namespace MusicAuth.Persistence;

/// <summary>The database cannot be used; the message is one line that says why and what mends it.</summary>
public sealed class DatabaseUnusableException(string message, Exception? inner = null) : Exception(message, inner)
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>What a failure, or a cause of it, means for the database file; null where it has none.</summary>
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

    internal static DatabaseUnusableException Damaged(string file, Exception? inner = null) => new(
        $"The database {file} is damaged or is not a SQLite database. MusicAuth did not change it. Move it away with "
        + "its -wal and -shm files and restore a backup in its place.",
        inner);

    private static string Describe(int code, string file) => code switch
    {
        Corrupt or NotADatabase => Damaged(file).Message,
        Full => $"The disk of the database {file} is full. Free some space and start again.",
        ReadOnly => $"The database {file} is read-only. Make the file and its folder writable for this user.",
        CannotOpen => $"The database {file} cannot be opened. Make the file and its folder readable and writable "
            + "for this user.",
        InputOutput => $"The disk of the database {file} cannot be read or written. Check the disk and its free space.",
        Busy or Locked =>
            $"Another program has locked the database {file}. Stop that program and start MusicAuth again.",
        _ => $"The database {file} cannot be used (SQLite error {code}).",
    };
}
