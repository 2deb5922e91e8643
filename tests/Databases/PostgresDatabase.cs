using Npgsql;

namespace MusicAuth.Databases;

/// <summary>A database of a test's own.</summary>
public sealed class PostgresDatabase(PostgresServer server, string name, string user, string password)
    : IAsyncDisposable
{
    public PostgresServer Server { get; } = server;

    public string Name { get; } = name;

    public string Password { get; } = password;

    public string ConnectionStringWithoutPassword { get; } = new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = server.Port,
        Username = user,
        Database = name,
    }.ConnectionString;

    public string ConnectionString => $"{ConnectionStringWithoutPassword};Password={Password}";

    /// <summary>What makes a broker use it.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Database:Kind"] = "Postgres",
        ["Database:ConnectionString"] = ConnectionStringWithoutPassword,
        ["Database:Password"] = Password,
    };

    /// <summary>Every byte that the server has on disk of this database, and its log, one character each.</summary>
    public async Task<string> BytesAsync()
    {
        await using var administrator = await Server.ConnectAsync(Name);
        await PostgresServer.ExecuteAsync(administrator, "CHECKPOINT");
        await using var command = new NpgsqlCommand(
            $"SELECT oid::text FROM pg_database WHERE datname = '{Name}'", administrator);
        var oid = (string)(await command.ExecuteScalarAsync())!;
        var files = Directory.GetFiles(Path.Combine(Server.DataDirectory, "base", oid))
            .Concat(Directory.GetFiles(Path.Combine(Server.DataDirectory, "pg_wal")));
        return string.Concat(await Task.WhenAll(files.Select(ReadAsync)));
    }

    public async ValueTask DisposeAsync()
    {
        await using var administrator = await Server.ConnectAsync("postgres");
        await PostgresServer.ExecuteAsync(administrator, $"DROP DATABASE {Name} WITH (FORCE)");
    }

    private static async Task<string> ReadAsync(string file) =>
        System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
}
