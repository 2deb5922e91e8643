using Microsoft.Data.Sqlite;
using Npgsql;

namespace MusicAuth.Persistence;

/// <summary>Where the broker keeps its data: section <c>Database</c>, and the root key <c>DataDirectory</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";
    public const string DataDirectoryKey = "DataDirectory";
    public const string Sqlite = "Sqlite";
    public const string Postgres = "Postgres";
    private const string SqliteDefault = $"Data Source={Placeholder}/musicauth.db";
    private const int TimeoutSeconds = 5;
    private const int ConnectionsPerReplica = 20;
    private const string Placeholder = "{DataDirectory}";

    /// <summary>The folder of the SQLite file and the spill folder; relative to the working directory.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary><c>Sqlite</c>, for one process, or <c>Postgres</c>, for any number.</summary>
    public string Kind { get; set; } = Sqlite;

    /// <summary>
    /// Where the database is: <c>Data Source=…</c>, in which <c>{DataDirectory}</c> stands for that folder, or
    /// <c>Host=…;Database=…;Username=…;Password=…</c>.
    /// </summary>
    public string ConnectionString { get; set; } = SqliteDefault;

    public bool IsPostgres => string.Equals(Kind, Postgres, StringComparison.OrdinalIgnoreCase);

    /// <summary>The data directory as an absolute path.</summary>
    public string DataDirectoryPath => Path.GetFullPath(DataDirectory);

    /// <summary>The SQLite file as an absolute path.</summary>
    public string SqliteFile => Path.GetFullPath(ParseSqlite().DataSource);

    /// <summary>Puts the data directory in the place of <c>{DataDirectory}</c>.</summary>
    public string Expand(string text) => text.Replace(Placeholder, DataDirectoryPath, StringComparison.Ordinal);

    internal string SqliteConnectionString() => new SqliteConnectionStringBuilder(ParseSqlite().ConnectionString)
    {
        DataSource = SqliteFile,
        Mode = SqliteOpenMode.ReadWriteCreate,
        ForeignKeys = true,
        DefaultTimeout = TimeoutSeconds,
    }.ConnectionString;

    // Without a pool: the look before the start leaves no open file behind.
    internal string SqliteInspectionString(SqliteOpenMode mode) => new SqliteConnectionStringBuilder
    {
        DataSource = SqliteFile,
        Mode = mode,
        Pooling = false,
        DefaultTimeout = TimeoutSeconds,
    }.ConnectionString;

    // For a folder that takes no writes, where SQLite cannot make the index of its log: nothing writes to it meanwhile.
    internal string SqliteImmutableString() => new SqliteConnectionStringBuilder
    {
        DataSource = $"{new Uri(SqliteFile).AbsoluteUri}?immutable=1",
        Mode = SqliteOpenMode.ReadOnly,
        Pooling = false,
    }.ConnectionString;

    /// <summary>Host, port and database; never the password.</summary>
    internal string PostgresName
    {
        get
        {
            var parsed = ParsePostgres();
            return $"{parsed.Host}:{parsed.Port}/{parsed.Database}";
        }
    }

    /// <summary>With time-outs of 5 s and few connections, where the operator names no others.</summary>
    internal string PostgresConnectionString()
    {
        var parsed = ParsePostgres();
        // ContainsKey is true for whatever Npgsql knows, set or not.
        if (!parsed.ShouldSerialize("Timeout"))
            parsed.Timeout = TimeoutSeconds;
        if (!parsed.ShouldSerialize("Command Timeout"))
            parsed.CommandTimeout = TimeoutSeconds;
        // PostgreSQL takes 100 connections as it comes: several replicas must find room, and each needs few.
        if (!parsed.ShouldSerialize("Maximum Pool Size"))
            parsed.MaxPoolSize = ConnectionsPerReplica;
        parsed.ApplicationName ??= "musicauth";
        return parsed.ConnectionString;
    }

    internal NpgsqlConnectionStringBuilder ParsePostgres() => new(ConnectionString);

    internal SqliteConnectionStringBuilder ParseSqlite() => new(Expand(ConnectionString));
}
