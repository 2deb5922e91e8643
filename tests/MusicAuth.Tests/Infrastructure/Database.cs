using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using MusicAuth.Databases;
using Npgsql;

namespace MusicAuth.Tests.Infrastructure;

public enum DatabaseKind
{
    Sqlite,
    Postgres,
}

/// <summary>The database as somebody sees it who has its disk or its password.</summary>
public sealed class Database
{
    private readonly Func<DbConnection> _connect;
    private readonly Func<string> _bytes;

    /// <summary>The SQLite file of a data directory.</summary>
    public Database(string dataDirectory)
    {
        var file = Path.Combine(dataDirectory, "musicauth.db");
        _connect = () => new SqliteConnection($"Data Source={file};Pooling=False");
        _bytes = () => string.Concat(Directory.GetFiles(dataDirectory, "musicauth.db*").Select(Read));
    }

    public Database(PostgresDatabase postgres)
    {
        _connect = () => new NpgsqlConnection($"{postgres.ConnectionString};Pooling=False");
        _bytes = () => Task.Run(postgres.BytesAsync).GetAwaiter().GetResult();
    }

    public int Count(string table) => Convert.ToInt32(Scalar($"SELECT count(*) FROM {table}"));

    public object? Scalar(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public int Execute(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    /// <summary>Every byte of every database file, the write-ahead log included, one character each.</summary>
    public string Bytes() => _bytes();

    private static string Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Encoding.Latin1.GetString(bytes.ToArray());
    }

    private DbConnection Open()
    {
        var connection = _connect();
        connection.Open();
        return connection;
    }
}
