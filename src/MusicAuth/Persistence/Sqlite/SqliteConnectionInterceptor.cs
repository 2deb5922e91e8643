using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>Sets the pragmas for durable commits and secure deletes, which every connection needs.</summary>
internal sealed class SqliteConnectionInterceptor(IOptions<DatabaseOptions> options)
    : DbConnectionInterceptor, IDisposable
{
    // WAL comes first: the driver reports only the failures of a batch up to its first row.
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

    // The last connection that closes writes the log into the database, so that a stopped broker leaves one file.
    public void Dispose()
    {
        using var connection = new SqliteConnection(options.Value.SqliteConnectionString());
        SqliteConnection.ClearPool(connection);
    }
}
