using Microsoft.Data.Sqlite;
using Npgsql;

namespace MusicAuth.Persistence;

/// <summary>The database: section <c>Database</c>, and the root key <c>DataDirectory</c>.</summary>
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

    /// <summary>The folder of the SQLite file and of the spill folder, relative to the working directory.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary><c>Sqlite</c> for one process, or <c>Postgres</c> for any number.</summary>
    public string Kind { get; set; } = Sqlite;

    /// <summary>
    /// <c>Data Source=…</c>, which can contain <c>{DataDirectory}</c>, or
    /// <c>Host=…;Database=…;Username=…;Password=…</c>.
    /// </summary>
    public string ConnectionString { get; set; } = SqliteDefault;

    public bool IsPostgres => string.Equals(Kind, Postgres, StringComparison.OrdinalIgnoreCase);

    /// <summary>The data directory as an absolute path.</summary>
    public string DataDirectoryPath => Path.GetFullPath(DataDirectory);

    /// <summary>The SQLite file as an absolute path.</summary>
    public string SqliteFile => Path.GetFullPath(ParseSqlite().DataSource);

    /// <summary>Replaces <c>{DataDirectory}</c> by the path of the data directory.</summary>
    public string Expand(string text) => text.Replace(Placeholder, DataDirectoryPath, StringComparison.Ordinal);

    /// <summary>Sets a time-out of 5 s, unless the operator sets another value.</summary>
    internal string SqliteConnectionString()
    {
        var parsed = ParseSqlite();
        return new SqliteConnectionStringBuilder(parsed.ConnectionString)
        {
            DataSource = SqliteFile,
            Mode = SqliteOpenMode.ReadWriteCreate,
            ForeignKeys = true,
            DefaultTimeout = parsed.ShouldSerialize("Default Timeout") ? parsed.DefaultTimeout : TimeoutSeconds,
        }.ConnectionString;
    }

    // Without a pool, so that the inspection before the start leaves no open file.
    internal string SqliteInspectionString(SqliteOpenMode mode) => new SqliteConnectionStringBuilder
    {
        DataSource = SqliteFile,
        Mode = mode,
        Pooling = false,
        DefaultTimeout = TimeoutSeconds,
    }.ConnectionString;

    // For a read-only folder, in which SQLite cannot create the index of its log and no other process can write.
    internal string SqliteImmutableString() => new SqliteConnectionStringBuilder
    {
        DataSource = $"{new Uri(SqliteFile).AbsoluteUri}?immutable=1",
        Mode = SqliteOpenMode.ReadOnly,
        Pooling = false,
    }.ConnectionString;

    /// <summary>Host, port and database, without the password.</summary>
    internal string PostgresName
    {
        get
        {
            var parsed = ParsePostgres();
            return $"{parsed.Host}:{parsed.Port}/{parsed.Database}";
        }
    }

    /// <summary>Sets time-outs of 5 s and a small pool, unless the operator sets other values.</summary>
    internal string PostgresConnectionString()
    {
        var parsed = ParsePostgres();
        // Npgsql's ContainsKey is true for every known keyword, set or not.
        if (!parsed.ShouldSerialize("Timeout"))
            parsed.Timeout = TimeoutSeconds;
        if (!parsed.ShouldSerialize("Command Timeout"))
            parsed.CommandTimeout = TimeoutSeconds;
        // PostgreSQL accepts 100 connections by default, which several replicas must share.
        if (!parsed.ShouldSerialize("Maximum Pool Size"))
            parsed.MaxPoolSize = ConnectionsPerReplica;
        parsed.ApplicationName ??= "musicauth";
        return parsed.ConnectionString;
    }

    internal NpgsqlConnectionStringBuilder ParsePostgres() => new(ConnectionString);

    // The path can contain characters that have a meaning in a connection string, so it comes after the parsing.
    internal SqliteConnectionStringBuilder ParseSqlite()
    {
        var parsed = new SqliteConnectionStringBuilder(ConnectionString);
        parsed.DataSource = Expand(parsed.DataSource);
        return parsed;
    }
}
