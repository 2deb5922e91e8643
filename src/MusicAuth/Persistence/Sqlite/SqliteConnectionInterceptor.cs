using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>Durable commits and erased deletes hold per connection, so every opened one is told.</summary>
internal sealed class SqliteConnectionInterceptor(IOptions<DatabaseOptions> options) : DbConnectionInterceptor, IDisposable
{
    // WAL stands first: of a batch, only failures up to the first row are reported.
    private const string Pragmas = """
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;
        """;

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // The last connection to close writes the log into the database: a stopped broker leaves one file to copy.
    public void Dispose()
    {
        using var connection = new SqliteConnection(options.Value.SqliteConnectionString());
        SqliteConnection.ClearPool(connection);
    }
}
