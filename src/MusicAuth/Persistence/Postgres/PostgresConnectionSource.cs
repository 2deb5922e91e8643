using System.Data.Common;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MusicAuth.Persistence.Postgres;

internal sealed class PostgresConnectionSource(IOptions<DatabaseOptions> options) : IConnectionSource
{
    private readonly Lazy<string> _connectionString = new(() => options.Value.PostgresConnectionString());

    public DbConnection Create() => new NpgsqlConnection(_connectionString.Value);

    public void Prepare(DbConnection connection)
    {
        // A connection to PostgreSQL needs no settings.
    }
}
