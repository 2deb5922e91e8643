using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Persistence.Postgres;

/// <summary>A copy of all tables from before a migration, in a schema of its own.</summary>
internal static class PostgresMigrationBackup
{
    private const string Prefix = "musicauth_before_";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <returns>The name of the schema.</returns>
    public static async Task<string> CreateAsync(
        MusicAuthDb db, string lastMigration, CancellationToken cancellationToken)
    {
        var schema = Prefix + lastMigration.ToLowerInvariant();
        var now = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var tables = await db.Database.SqlQueryRaw<string>(
            """
            SELECT table_name::text AS "Value" FROM information_schema.tables
            WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
            """).ToListAsync(cancellationToken);
        await ExecuteAsync(db, $"DROP SCHEMA IF EXISTS \"{schema}\" CASCADE", cancellationToken);
        await ExecuteAsync(db, $"CREATE SCHEMA \"{schema}\"", cancellationToken);
        await ExecuteAsync(db, $"COMMENT ON SCHEMA \"{schema}\" IS '{now}'", cancellationToken);
        foreach (var table in tables)
            await ExecuteAsync(
                db, $"CREATE TABLE \"{schema}\".\"{table}\" AS TABLE \"{table}\"", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return schema;
    }

    /// <summary>Drops copies after two weeks, because they contain data that users have erased since.</summary>
    public static async Task DropOldAsync(PlainSql sql, CancellationToken cancellationToken)
    {
        var copies = await sql.ListAsync(
            """
            SELECT nspname::text, coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_namespace
            WHERE nspname LIKE 'musicauth\_before\_%'
            """,
            static row => (Schema: row.GetString(0), CreatedAt: row.GetString(1)), cancellationToken);
        var oldest = TimeProvider.System.GetUtcNow() - Lifetime;
        foreach (var copy in copies)
        {
            if (DateTimeOffset.TryParse(copy.CreatedAt, CultureInfo.InvariantCulture, out var createdAt)
                && createdAt < oldest)
                await sql.ExecuteAsync($"DROP SCHEMA \"{copy.Schema}\" CASCADE", cancellationToken);
        }
    }

#pragma warning disable EF1002 // The names come from the catalog of the database and from migrations.
    private static Task<int> ExecuteAsync(MusicAuthDb db, string sql, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlRawAsync(sql, cancellationToken);
#pragma warning restore EF1002
}
