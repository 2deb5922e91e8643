using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Persistence.Sql;

/// <summary>An open connection. Statements name their values <c>@p0</c>, <c>@p1</c> and so on.</summary>
internal sealed class PlainConnection(DbConnection connection)
{
    public DbConnection Connection => connection;

    public string ServerVersion => connection.ServerVersion;

    /// <summary>Opens the connection of a context, which closes it.</summary>
    public static async Task<PlainConnection> OfAsync(MusicAuthDb db, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        return new PlainConnection(db.Database.GetDbConnection());
    }

    public async Task<List<T>> ListAsync<T>(
        string sql, Func<DbDataReader, T> map, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Create(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(map(reader));
        return rows;
    }

    public List<T> List<T>(string sql, Func<DbDataReader, T> map)
    {
        using var command = Create(sql, []);
        using var reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
            rows.Add(map(reader));
        return rows;
    }

    public async Task<bool> AnyAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Create(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }

    public Task<bool> HasColumnAsync(string table, string column, CancellationToken cancellationToken) => AnyAsync(
        connection is SqliteConnection
            ? "SELECT 1 FROM pragma_table_info(@p0) WHERE name = @p1"
            : "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(@p0) AND attname = @p1",
        cancellationToken, table, column);

    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Create(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

#pragma warning disable CA2100 // The text of each statement is a constant of its caller.
    private DbCommand Create(string sql, object[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{i}");
            parameter.Value = values[i];
            command.Parameters.Add(parameter);
        }

        return command;
    }
#pragma warning restore CA2100
}
