using System.Data.Common;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>The pragmas for durable commits and secure deletes, which every connection needs.</summary>
internal static class SqlitePragmas
{
    // WAL comes first: the driver reports only the failures of a batch up to its first row.
    private const string Sql = """
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;
        """;

    public static void Set(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Sql;
        command.ExecuteNonQuery();
    }

    public static async Task SetAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
