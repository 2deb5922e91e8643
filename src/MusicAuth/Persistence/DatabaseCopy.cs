using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace MusicAuth.Persistence;

/// <summary>Copies every entity type of the model from one database into another, empty one.</summary>
internal static class DatabaseCopy
{
    private const int BatchSize = 500;
    private const string PostgresProvider = "Npgsql.EntityFrameworkCore.PostgreSQL";
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromMinutes(30);

    public static async Task<bool> IsEmptyAsync(MusicAuthDb db, CancellationToken cancellationToken)
    {
        foreach (var type in db.Model.GetEntityTypes())
        {
            if (await RowsOf(db, type).AnyAsync(cancellationToken))
                return false;
        }

        return true;
    }

    /// <returns>The number of copied rows by table.</returns>
    public static async Task<IReadOnlyDictionary<string, long>> CopyAsync(
        MusicAuthDb source, MusicAuthDb target, CancellationToken cancellationToken)
    {
        await using var transaction = await target.Database.BeginTransactionAsync(cancellationToken);
        var copied = await CopyRowsAsync(source, target, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return copied;
    }

    /// <summary>Deletes all rows of the target and copies those of the source, in one transaction.</summary>
    /// <param name="source">The database to copy.</param>
    /// <param name="target">The database to overwrite.</param>
    /// <param name="beforeCommit">Runs when all rows are copied.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static async Task ReplaceAsync(
        MusicAuthDb source, MusicAuthDb target, Action beforeCommit, CancellationToken cancellationToken)
    {
        target.Database.SetCommandTimeout(StatementTimeout);
        await using var transaction = await target.Database.BeginTransactionAsync(cancellationToken);
        foreach (var type in PrincipalsFirst(target.Model).AsEnumerable().Reverse())
            await DeleteAsync(target, type, cancellationToken);
        await CopyRowsAsync(source, target, cancellationToken);
        beforeCommit();
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<IReadOnlyDictionary<string, long>> CopyRowsAsync(
        MusicAuthDb source, MusicAuthDb target, CancellationToken cancellationToken)
    {
        // To count a large table takes longer than the default time-out for requests.
        source.Database.SetCommandTimeout(StatementTimeout);
        target.Database.SetCommandTimeout(StatementTimeout);
        source.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        target.ChangeTracker.AutoDetectChangesEnabled = false;
        var copied = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var type in PrincipalsFirst(target.Model))
        {
            await CopyAsync(source, target, type, cancellationToken);
            var rows = await RowsOf(target, type).LongCountAsync(cancellationToken);
            if (rows != await RowsOf(source, type).LongCountAsync(cancellationToken))
                throw new InvalidOperationException($"The copy of {type.GetTableName()} has another row count.");
            if (target.Database.ProviderName == PostgresProvider)
                await AdvanceSequencesAsync(target, type, cancellationToken);
            copied[type.GetTableName()!] = rows;
        }

        return copied;
    }

    private static List<IEntityType> PrincipalsFirst(IModel model)
    {
        List<IEntityType> ordered = [];
        foreach (var type in model.GetEntityTypes())
            Add(type);
        return ordered;

        void Add(IEntityType type)
        {
            if (ordered.Contains(type))
                return;
            foreach (var key in type.GetForeignKeys().Where(key => key.PrincipalEntityType != type))
                Add(key.PrincipalEntityType);
            ordered.Add(type);
        }
    }

    private static IQueryable<object> RowsOf(MusicAuthDb db, IEntityType type) => (IQueryable<object>)typeof(DbContext)
        .GetMethod(nameof(DbContext.Set), [])!.MakeGenericMethod(type.ClrType).Invoke(db, null)!;

    private static async Task CopyAsync(
        MusicAuthDb source, MusicAuthDb target, IEntityType type, CancellationToken cancellationToken)
    {
        var all = RowsOf(source, type).AsAsyncEnumerable();
        if (target is SqliteDb sqlite)
        {
            using var insert = new SqliteRowInsert(sqlite, type);
            await foreach (var row in all.WithCancellation(cancellationToken))
                insert.Insert(row);
            return;
        }

        await foreach (var rows in all.Chunk(BatchSize).WithCancellation(cancellationToken))
        {
            target.AddRange(rows);
            await target.SaveChangesAsync(cancellationToken);
            target.ChangeTracker.Clear();
        }
    }

#pragma warning disable EF1002 // The name comes from the model.
    private static Task<int> DeleteAsync(MusicAuthDb target, IEntityType type, CancellationToken cancellationToken) =>
        target.Database.ExecuteSqlRawAsync($"DELETE FROM \"{type.GetTableName()}\"", cancellationToken);
#pragma warning restore EF1002

    // Generated keys must continue after the largest copied key.
    private static async Task AdvanceSequencesAsync(
        MusicAuthDb target, IEntityType type, CancellationToken cancellationToken)
    {
        foreach (var property in type.GetProperties().Where(property =>
            property.ValueGenerated == ValueGenerated.OnAdd && (property.ClrType == typeof(int)
                || property.ClrType == typeof(long))))
        {
            var (table, column) = (type.GetTableName()!, property.GetColumnName());
#pragma warning disable EF1002 // The names come from the model.
            await target.Database.ExecuteSqlRawAsync(
                $"""
                SELECT setval(pg_get_serial_sequence('{table}', '{column}'), max("{column}")) FROM "{table}"
                HAVING max("{column}") IS NOT NULL
                """,
                cancellationToken);
#pragma warning restore EF1002
        }
    }
}
