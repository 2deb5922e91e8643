using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using static SQLitePCL.raw;

namespace MusicAuth.Persistence;

/// <summary>Diagnoses the database of the settings, also while a broker runs.</summary>
internal sealed class DatabaseProbe(IOptions<DatabaseOptions> options)
{
    private const int MaxFindings = 5;

    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    /// <exception cref="NpgsqlException">The server cannot be reached, or refuses the user.</exception>
    public Task<DatabaseDiagnosis> ReadAsync(bool checksIntegrity, CancellationToken cancellationToken) =>
        options.Value.IsPostgres
            ? ReadPostgresAsync(cancellationToken)
            : ReadSqliteAsync(options.Value.SqliteFile, checksIntegrity, cancellationToken);

    private async Task<DatabaseDiagnosis> ReadPostgresAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(options.Value.PostgresConnectionString());
        await connection.OpenAsync(cancellationToken);
        await using var db = new PostgresDb(
            new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(connection).Options);
        return await ReadMigrationsAsync(db, $"PostgreSQL {connection.PostgreSqlVersion}", cancellationToken);
    }

    private async Task<DatabaseDiagnosis> ReadSqliteAsync(
        string file, bool checksIntegrity, CancellationToken cancellationToken)
    {
        if (new FileInfo(file) is not { Exists: true, Length: > 0 })
            return new(Exists: false, "SQLite", [], [], []);
        await using var db = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>()
            .UseSqlite(options.Value.SqliteInspectionString(SqliteOpenMode.ReadOnly)).Options);
        await db.Database.OpenConnectionAsync(cancellationToken);
        var server = $"SQLite {db.Database.GetDbConnection().ServerVersion}";
        try
        {
            List<string> findings = checksIntegrity
                ? await db.Database.SqlQueryRaw<string>(
                    $"SELECT integrity_check AS \"Value\" FROM pragma_integrity_check LIMIT {MaxFindings}")
                    .ToListAsync(cancellationToken)
                : ["ok"];
            return findings is ["ok"]
                ? await ReadMigrationsAsync(db, server, cancellationToken)
                : new(Exists: true, server, findings, [], []);
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is SQLITE_CORRUPT or SQLITE_NOTADB)
        {
            return new(Exists: true, server, [failure.Message], [], []);
        }
    }

    private static async Task<DatabaseDiagnosis> ReadMigrationsAsync(
        MusicAuthDb db, string server, CancellationToken cancellationToken)
    {
        var known = db.Database.GetMigrations().ToList();
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        return new(
            applied.Count > 0, server, [],
            [.. known.Except(applied, StringComparer.Ordinal)], [.. applied.Except(known, StringComparer.Ordinal)]);
    }
}
