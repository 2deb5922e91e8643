using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>Opens a SQLite file that is not the database of the settings: a backup.</summary>
internal static class SqliteFile
{
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromMinutes(30);

    // Without a pool, so that a closed file is complete and can be moved.
    public static string ConnectionString(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, ForeignKeys = true }.ConnectionString;

    public static SqliteDb Open(string file) => new(new DbContextOptionsBuilder<SqliteDb>()
        .UseSqlite(
            ConnectionString(file),
            sqlite => sqlite.CommandTimeout((int)StatementTimeout.TotalSeconds))
        .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning)).Options);

    /// <summary>Creates an empty database with the schema of this version.</summary>
    public static async Task<SqliteDb> CreateAsync(string file, CancellationToken cancellationToken)
    {
        DurableFile.CreateEmpty(file);
        var db = Open(file);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
        return db;
    }

    /// <summary>Checks the file, and migrates its schema to this version.</summary>
    /// <exception cref="DatabaseUnusableException">The file is damaged or belongs to a newer version.</exception>
    public static async Task<SqliteDb> OpenAndMigrateAsync(string file, CancellationToken cancellationToken)
    {
        var options = new DatabaseOptions { ConnectionString = ConnectionString(file) };
        var isMusicAuth = await new SqliteInspector(Options.Create(options))
            .ReadAsync((db, _) => Task.FromResult(db is not null), cancellationToken);
        if (!isMusicAuth)
            throw new DatabaseUnusableException($"The file {file} contains no data of MusicAuth.");
        var database = Open(file);
        await database.Database.OpenConnectionAsync(cancellationToken);
        await database.Database.MigrateAsync(cancellationToken);
        return database;
    }
}
