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
        await using var connection = connections.Create();
        await connection.OpenAsync(cancellationToken);
        connections.Prepare(connection);
        return await work(new PlainConnection(connection));
    }

    public Task<List<T>> ListAsync<T>(
        string sql, Func<DbDataReader, T> map, CancellationToken cancellationToken, params object[] values) =>
        UseAsync(database => database.ListAsync(sql, map, cancellationToken, values), cancellationToken);

    /// <returns>Whether the query has a row.</returns>
    public Task<bool> AnyAsync(string sql, CancellationToken cancellationToken, params object[] values) =>
        UseAsync(database => database.AnyAsync(sql, cancellationToken, values), cancellationToken);

    /// <returns>The number of changed rows.</returns>
    public Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values) =>
        UseAsync(database => database.ExecuteAsync(sql, cancellationToken, values), cancellationToken);

    /// <summary>For callers that the framework leaves no asynchronous way.</summary>
    public List<T> List<T>(string sql, Func<DbDataReader, T> map)
    {
        using var connection = connections.Create();
        connection.Open();
        connections.Prepare(connection);
        return new PlainConnection(connection).List(sql, map);
    }
}
