using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Persistence;

/// <summary>Reads all rows of a table, a few at a time and each time in a database context of its own.</summary>
internal static class RowBatches
{
    private const int Size = 100;

    /// <param name="filter">Selects rows of a table whose key is <c>Id</c>.</param>
    public static async IAsyncEnumerable<List<TRow>> ReadAsync<TRow>(
        ScopedServices scopes, Func<IQueryable<TRow>, IQueryable<TRow>> filter, Func<TRow, Guid> idOf,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRow : class
    {
        var last = Guid.Empty;
        while (await ReadBatchAsync(scopes, filter, last, cancellationToken) is [.., { } lastOfBatch] batch)
        {
            last = idOf(lastOfBatch);
            yield return batch;
        }
    }

    private static Task<List<TRow>> ReadBatchAsync<TRow>(
        ScopedServices scopes, Func<IQueryable<TRow>, IQueryable<TRow>> filter, Guid after,
        CancellationToken cancellationToken)
        where TRow : class => scopes.UseAsync(db => filter(db.Set<TRow>().AsNoTracking())
            .Where(row => EF.Property<Guid>(row, "Id").CompareTo(after) > 0)
            .OrderBy(row => EF.Property<Guid>(row, "Id")).Take(Size).ToListAsync(cancellationToken));
}
