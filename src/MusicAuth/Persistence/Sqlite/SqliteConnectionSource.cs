using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence.Sqlite;

internal sealed class SqliteConnectionSource(IOptions<DatabaseOptions> options) : IConnectionSource, IDisposable
{
    private readonly Lazy<string> _connectionString = new(() => options.Value.SqliteConnectionString());

    public DbConnection Create() => new SqliteConnection(_connectionString.Value);

    public void Prepare(DbConnection connection) => SqlitePragmas.Set(connection);

    public void Dispose() => ClearPool(options.Value);

    // The last connection that closes writes the log into the database, so that a stopped broker leaves one file.
    internal static void ClearPool(DatabaseOptions options)
    {
        using var connection = new SqliteConnection(options.SqliteConnectionString());
        SqliteConnection.ClearPool(connection);
    }
}
