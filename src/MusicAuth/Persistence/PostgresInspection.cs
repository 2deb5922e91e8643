using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence;

/// <summary>Looks at the database before the start, in a transaction that cannot write.</summary>
internal sealed class PostgresInspection(IOptions<DatabaseOptions> options, DbScopes scopes)
{
    // Older ones get no fixes any more, and nothing here was tried on them.
    private static readonly Version OldestServer = new(14, 0);

    private const string HasHistory = """
        SELECT to_regclass('"__EFMigrationsHistory"') IS NOT NULL AS "Value"
        """;

    // EF's own tables are all that a kill in the very first migration leaves; extensions bring tables of theirs.
    private const string ForeignTables = """
        SELECT c.relname AS "Value" FROM pg_catalog.pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
          AND c.relname NOT LIKE '\_\_EFMigrations%'
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
        LIMIT 1
        """;

    public Task<T> ReadAsync<T>(
        Func<MusicAuthDb?, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        scopes.UseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await db.Database.ExecuteSqlRawAsync("SET TRANSACTION READ ONLY", cancellationToken);
            RequireVersion(db.Database.GetDbConnection().ServerVersion);
            var hasSchema = await RequireKnownSchemaAsync(db, cancellationToken);
            return await read(hasSchema ? db : null, cancellationToken);
        });

    public static void RequireVersion(string server)
    {
        // Debian says "15.18 (Debian 15.18-0+deb12u1)"; a beta says "18beta1".
        var number = new string([.. server.TakeWhile(char.IsAsciiDigit)]);
        if (int.TryParse(number, out var major) && major < OldestServer.Major)
        {
            throw new DatabaseUnusableException(
                $"The server is PostgreSQL {major}. MusicAuth needs {OldestServer.Major} or newer.");
        }
    }

    private async Task<bool> RequireKnownSchemaAsync(MusicAuthDb db, CancellationToken cancellationToken)
    {
        var applied = await AppliedAsync(db, cancellationToken);
        if (applied.Except(db.Database.GetMigrations(), StringComparer.Ordinal).Any())
        {
            throw new DatabaseUnusableException(
                $"The database {options.Value.DisplayName} was made by a newer MusicAuth. It was left as it is. "
                + "Start that version again, or put back the backup made before the upgrade.");
        }

        if (applied.Count > 0)
            return true;

        var tables = await db.Database.SqlQueryRaw<string>(ForeignTables).ToListAsync(cancellationToken);
        return tables.Count == 0
            ? false
            : throw new DatabaseUnusableException(
                $"The database {options.Value.DisplayName} is that of another program: it has a table {tables[0]}. "
                + "Let Database:ConnectionString name a database of MusicAuth's own.");
    }

    // EF asks a table that may not be there, and an error would end the transaction.
    private static async Task<List<string>> AppliedAsync(MusicAuthDb db, CancellationToken cancellationToken)
    {
        var exists = await db.Database.SqlQueryRaw<bool>(HasHistory).ToListAsync(cancellationToken);
        return exists is [true] ? [.. await db.Database.GetAppliedMigrationsAsync(cancellationToken)] : [];
    }
}
