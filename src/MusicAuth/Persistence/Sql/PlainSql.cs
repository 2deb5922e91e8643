using System.Data.Common;

namespace MusicAuth.Persistence.Sql;

/// <summary>
/// Runs single statements without EF. The start and the periodic work of an idle broker use only these, because loading
/// EF costs half of the start's processor time and a fifth of its memory.
/// </summary>
internal sealed class PlainSql(IConnectionSource connections)
{
    public async Task<T> UseAsync<T>(Func<PlainConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(cancellationToken);
        return await work(new PlainConnection(connection));
    }

    public async Task<List<T>> ListAsync<T>(
        string sql, Func<DbDataReader, T> map, CancellationToken cancellationToken, params object[] values)
    {
        await using var connection = await connections.OpenAsync(cancellationToken);
        return await new PlainConnection(connection).ListAsync(sql, map, cancellationToken, values);
    }

    /// <returns>Whether the query has a row.</returns>
    public async Task<bool> AnyAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var connection = await connections.OpenAsync(cancellationToken);
        return await new PlainConnection(connection).AnyAsync(sql, cancellationToken, values);
    }

    /// <returns>The number of changed rows.</returns>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var connection = await connections.OpenAsync(cancellationToken);
        return await new PlainConnection(connection).ExecuteAsync(sql, cancellationToken, values);
    }

    /// <summary>For callers that the framework leaves no asynchronous way.</summary>
    public List<T> List<T>(string sql, Func<DbDataReader, T> map)
    {
        using var connection = connections.Open();
        return new PlainConnection(connection).List(sql, map);
    }
}
