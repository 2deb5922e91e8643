using Microsoft.Data.Sqlite;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>The write lock of the database, held from another connection until disposed.</summary>
internal sealed class WriteLock : IDisposable
{
    private readonly SqliteConnection _connection;

    private WriteLock(SqliteConnection connection) => _connection = connection;

    public static WriteLock Take(string database)
    {
        var connection = SqliteFile.Open(database);
        try
        {
            SqliteFile.Scalar(connection, "BEGIN IMMEDIATE");
            return new(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose() => _connection.Dispose();
}
