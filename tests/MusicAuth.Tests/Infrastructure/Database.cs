using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>Direct access to the database, past the broker.</summary>
public sealed class Database
{
    private readonly string? _folder;
    private readonly Func<DbConnection> _connect;

    public Database(string dataDirectory)
    {
        _folder = dataDirectory;
        var file = Path.Combine(dataDirectory, "musicauth.db");
        _connect = () => new SqliteConnection($"Data Source={file};Pooling=False");
    }

    private Database(Func<DbConnection> connect) => _connect = connect;

    public static Database Postgres(string connectionString) => new(() => new NpgsqlConnection(connectionString));

    public int Count(string table) => Convert.ToInt32(Scalar($"SELECT count(*) FROM {table}"));

    public object? Scalar(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public int Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command.ExecuteNonQuery();
    }

    /// <summary>Locks the database for other writes until the disposal.</summary>
    public IDisposable Lock()
    {
        var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>
    /// Every byte of every SQLite file, the write-ahead log included, one character each; every row of PostgreSQL.
    /// </summary>
    public string Bytes() => _folder is null
        ? (string)Scalar("SELECT database_to_xml(true, false, '')::text")!
        : string.Concat(Directory.GetFiles(_folder, "musicauth.db*").Select(Read));

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
