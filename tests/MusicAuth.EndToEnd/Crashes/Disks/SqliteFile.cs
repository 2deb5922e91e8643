using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>Opens the broker's database from another process, without a change of its files.</summary>
internal static class SqliteFile
{
    public static SqliteConnection Open(string database, bool readOnly = false)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = database,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 5,
        }.ConnectionString);
        connection.Open();
        // By default the last connection checkpoints the WAL, which would change the files of a killed broker.
        raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        return connection;
    }

    public static string Integrity(string database)
    {
        using var connection = Open(database);
        return Scalar(connection, "PRAGMA integrity_check") as string ?? "no result";
    }

    public static IReadOnlyDictionary<Guid, long> Generations(string database)
    {
        using var connection = Open(database);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, generation FROM grants";
        using var reader = command.ExecuteReader();
        Dictionary<Guid, long> generations = [];
        while (reader.Read()) generations[reader.GetGuid(0)] = reader.GetInt64(1);
        return generations;
    }

    public static object? Scalar(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        return command.ExecuteScalar();
    }

    /// <summary>Empties the WAL, so that the next write needs space on the disk.</summary>
    public static void EmptyWal(string database)
    {
        using var connection = Open(database);
        Scalar(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }
}
