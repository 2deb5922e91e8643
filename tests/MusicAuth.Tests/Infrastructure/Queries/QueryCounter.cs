using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MusicAuth.Tests.Infrastructure.Queries;

/// <summary>Counts the queries whose first table is the given one.</summary>
public sealed class QueryCounter(string table) : DbCommandInterceptor
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        const string from = "FROM ";
        var text = command.CommandText;
        var first = text.IndexOf(from, StringComparison.Ordinal);
        if (first >= 0 && (text.AsSpan(first + from.Length).StartsWith($"\"{table}\"", StringComparison.Ordinal)
            || text.AsSpan(first + from.Length).StartsWith($"{table} ", StringComparison.Ordinal)))
            Interlocked.Increment(ref _count);
        return new(result);
    }
}
