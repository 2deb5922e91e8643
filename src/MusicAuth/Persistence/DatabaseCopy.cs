using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace MusicAuth.Persistence;

/// <summary>Copies every entity type of the model from one database into another, empty one.</summary>
public static class DatabaseCopy
{
    private const int Batch = 500;
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromMinutes(30);

    private static readonly MethodInfo CopyOne =
        typeof(DatabaseCopy).GetMethod(nameof(CopyTypeAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo CountOne =
        typeof(DatabaseCopy).GetMethod(nameof(CountTypeAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static async Task<bool> IsEmptyAsync(MusicAuthDb db, CancellationToken cancellationToken)
    {
        foreach (var type in db.Model.GetEntityTypes())
        {
            if (await CountAsync(db, type, cancellationToken) > 0)
                return false;
        }

        return true;
    }

    /// <summary>Copies all rows in one transaction.</summary>
    /// <returns>The number of copied rows by table.</returns>
    /// <exception cref="InvalidOperationException">A row is missing in the target; the transaction is rolled back.
    /// </exception>
    public static async Task<IReadOnlyDictionary<string, long>> CopyAsync(
        MusicAuthDb source, MusicAuthDb target, CancellationToken cancellationToken)
    {
        // To count a large table takes longer than the default time-out for requests.
        target.Database.SetCommandTimeout(StatementTimeout);
        await using var transaction = await target.Database.BeginTransactionAsync(cancellationToken);
        var copied = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var type in InOrder(target.Model))
        {
            await Invoke<Task>(CopyOne, type, source, target, cancellationToken);
            var rows = await CountAsync(target, type, cancellationToken);
            if (rows != await CountAsync(source, type, cancellationToken))
                throw new InvalidOperationException($"The copy of {type.GetTableName()} has another row count.");
            await AdvanceSequencesAsync(target, type, cancellationToken);
            copied[type.GetTableName()!] = rows;
        }

        await transaction.CommitAsync(cancellationToken);
        return copied;
    }

    // Tables that foreign keys refer to come first.
    private static List<IEntityType> InOrder(IModel model)
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

    private static Task<long> CountAsync(MusicAuthDb db, IEntityType type, CancellationToken cancellationToken) =>
        Invoke<Task<long>>(CountOne, type, db, cancellationToken);

    private static T Invoke<T>(MethodInfo method, IEntityType type, params object[] arguments) =>
        (T)method.MakeGenericMethod(type.ClrType).Invoke(null, arguments)!;

    private static Task<long> CountTypeAsync<T>(MusicAuthDb db, CancellationToken cancellationToken)
        where T : class => db.Set<T>().LongCountAsync(cancellationToken);

    private static async Task CopyTypeAsync<T>(
        MusicAuthDb source, MusicAuthDb target, CancellationToken cancellationToken) where T : class
    {
        await foreach (var rows in source.Set<T>().AsNoTracking().AsAsyncEnumerable().Chunk(Batch)
            .WithCancellation(cancellationToken))
        {
            target.Set<T>().AddRange(rows);
            await target.SaveChangesAsync(cancellationToken);
            target.ChangeTracker.Clear();
        }
    }

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
