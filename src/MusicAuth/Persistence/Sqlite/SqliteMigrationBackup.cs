using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using MusicAuth.Persistence.Migrations;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>
/// A copy of the database file from before a migration, in the same folder. A file with the name of the copy lies
/// beside it until the migration has ended.
/// </summary>
internal sealed class SqliteMigrationBackup(IOptions<DatabaseOptions> options)
{
    private const string Infix = ".before-";
    private const string Unfinished = ".unfinished";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    private string Running => options.Value.SqliteFile + ".migrating";

    /// <returns>The path of the copy.</returns>
    public string Create(string lastMigration)
    {
        var file = PathOf(lastMigration);
        File.Delete(file + Unfinished);
        try
        {
            SqliteSnapshot.Write(options.Value.SqliteInspectionString(SqliteOpenMode.ReadOnly), file + Unfinished);
            File.Move(file + Unfinished, file, overwrite: true);
        }
        catch
        {
            File.Delete(file + Unfinished);
            throw;
        }

        DurableFile.Replace(Running, Encoding.UTF8.GetBytes(Path.GetFileName(file)));
        return file;
    }

    /// <summary>The migration has ended; the copy stays.</summary>
    public void Complete() => DurableFile.Delete(Running);

    /// <summary>Puts the content of the copy back, after a migration that failed half way.</summary>
    public void Restore(string file)
    {
        using (var database = new SqliteConnection(options.Value.SqliteInspectionString(SqliteOpenMode.ReadWrite)))
            SqliteSnapshot.CopyPages(SqliteFile.ConnectionString(file), database);
        Complete();
    }

    /// <summary>Puts the content of the copy back where a process was killed within the migration.</summary>
    /// <returns>The path of the copy; null where no migration was interrupted.</returns>
    public string? RestoreInterrupted()
    {
        if (!File.Exists(Running))
            return null;
        var file = Path.Combine(
            Path.GetDirectoryName(Running)!, Path.GetFileName(File.ReadAllText(Running, Encoding.UTF8)));
        if (File.Exists(file) && !WasUsedSince(file))
        {
            Restore(file);
            return file;
        }

        Complete();
        return null;
    }

    /// <summary>Deletes copies after two weeks, because they contain data that users have erased since.</summary>
    public void DeleteOld()
    {
        var oldest = (TimeProvider.System.GetUtcNow() - Lifetime).UtcDateTime;
        // An operator can have a copy of another name, such as musicauth.db.before-upgrade.
        foreach (var file in MigrationIds.Sqlite.Select(PathOf).SelectMany(copy => new[] { copy, copy + Unfinished })
            .Where(file => File.Exists(file) && File.GetLastWriteTimeUtc(file) < oldest))
            File.Delete(file);
    }

    private string PathOf(string lastMigration) => $"{options.Value.SqliteFile}{Infix}{lastMigration}";

    // The previous version can have run meanwhile: its tokens are newer than those of the copy.
    private bool WasUsedSince(string copy)
    {
        try
        {
            return ReadCounter(options.Value.SqliteInspectionString(SqliteOpenMode.ReadWrite))
                != ReadCounter(SqliteFile.ConnectionString(copy));
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode == SQLitePCL.raw.SQLITE_ERROR)
        {
            // The migration was rebuilding the table.
            return false;
        }
    }

    private static string? ReadCounter(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT epoch || ' ' || commits FROM meta";
        return (string?)command.ExecuteScalar();
    }
}
