using System.Data.Common;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MusicAuth.Persistence.Postgres;

internal sealed class PostgresConnectionSource(IOptions<DatabaseOptions> options) : IConnectionSource
{
    private readonly Lazy<string> _connectionString = new(() => options.Value.PostgresConnectionString());

    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(_connectionString.Value);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public DbConnection Open()
    {
        var connection = new NpgsqlConnection(_connectionString.Value);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
