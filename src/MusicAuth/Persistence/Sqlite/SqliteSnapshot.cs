using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>Copies the pages of the database with SQLite's backup API, within one read transaction.</summary>
internal sealed class SqliteSnapshot(IOptions<DatabaseOptions> options) : IDatabaseSnapshot
{
    // The copy blocks its thread.
    public Task WriteAsync(string file, CancellationToken cancellationToken) =>
        Task.Run(() => Write(options.Value.SqliteInspectionString(SqliteOpenMode.ReadOnly), file), cancellationToken);

    public static void Write(string source, string file)
    {
        DurableFile.CreateEmpty(file);
        using var copy = new SqliteConnection(SqliteFile.ConnectionString(file));
        CopyPages(source, copy);
        // The copy inherits the WAL mode, and a backup is one file.
        using var command = copy.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=DELETE";
        command.ExecuteNonQuery();
    }

    /// <summary>Opens both databases, and overwrites the target with the source.</summary>
    public static void CopyPages(string source, SqliteConnection target)
    {
        using var database = new SqliteConnection(source);
        database.Open();
        target.Open();
        database.BackupDatabase(target);
    }
}
