using System.Text;
using Microsoft.Data.Sqlite;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>The database file as somebody with the disk sees it.</summary>
public sealed class Database(string dataDirectory)
{
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
    public string Bytes() => string.Concat(Directory.GetFiles(dataDirectory, "musicauth.db*").Select(Read));

    private static string Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Encoding.Latin1.GetString(bytes.ToArray());
    }

    private SqliteConnection Open()
    {
        var file = Path.Combine(dataDirectory, "musicauth.db");
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }
}
