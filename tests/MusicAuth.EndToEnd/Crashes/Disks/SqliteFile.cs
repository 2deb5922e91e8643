using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>The broker's database as another process opens it, leaving no trace when it goes.</summary>
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
        // The last to close would write the log into the database: what a killed broker left must stay as it is.
        raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        return connection;
    }

    public static string Integrity(string database)
    {
        using var connection = Open(database);
        return Scalar(connection, "PRAGMA integrity_check") as string ?? "no answer";
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

    /// <summary>Empties the log, so that the next write needs room on the disk.</summary>
    public static void EmptyLog(string database)
    {
        using var connection = Open(database);
        Scalar(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }
}
