using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>Counts what is asked of one table.</summary>
public sealed class QueryCounter(string table) : DbCommandInterceptor
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        if (command.CommandText.Contains($"FROM \"{table}\"", StringComparison.Ordinal)
            || command.CommandText.Contains($"FROM {table} ", StringComparison.Ordinal))
            Interlocked.Increment(ref _count);
        return new(result);
    }
}
