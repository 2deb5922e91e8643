using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>A copy of the database file from before a migration, in the same folder.</summary>
internal sealed class SqliteMigrationBackup(IOptions<DatabaseOptions> options)
{
    private const string Infix = ".before-";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <returns>The path of the copy.</returns>
    public string Create(string lastMigration)
    {
        var file = $"{options.Value.SqliteFile}{Infix}{lastMigration}";
        File.Delete(file);
        SqliteSnapshot.Write(options.Value.SqliteInspectionString(SqliteOpenMode.ReadOnly), file);
        return file;
    }

    /// <summary>Puts the content of the copy back, after a migration that failed half way.</summary>
    public void Restore(string file)
    {
        using var database = new SqliteConnection(options.Value.SqliteInspectionString(SqliteOpenMode.ReadWrite));
        SqliteSnapshot.CopyPages(SqliteFile.ConnectionString(file), database);
    }

    /// <summary>Deletes copies after two weeks, because they contain what users have erased since.</summary>
    public void DeleteOld()
    {
        var path = options.Value.SqliteFile;
        var oldest = (TimeProvider.System.GetUtcNow() - Lifetime).UtcDateTime;
        foreach (var file in Directory.EnumerateFiles(
            Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}{Infix}*")
            .Where(file => File.GetLastWriteTimeUtc(file) < oldest))
            File.Delete(file);
    }
}
