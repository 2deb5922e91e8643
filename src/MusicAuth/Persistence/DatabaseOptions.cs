using Microsoft.Data.Sqlite;

namespace MusicAuth.Persistence;

/// <summary>Where the broker keeps its data: section <c>Database</c>, and the root key <c>DataDirectory</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";
    public const string DataDirectoryKey = "DataDirectory";
    public const string Sqlite = "Sqlite";
    public const string Postgres = "Postgres";
    private const string Placeholder = "{DataDirectory}";

    /// <summary>The folder of the SQLite file and the spill folder; relative to the working directory.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary><c>Sqlite</c> for one process, <c>Postgres</c> for several.</summary>
    public string Kind { get; set; } = Sqlite;

    /// <summary>
    /// Where the database is. SQLite: <c>Data Source=</c> and a file; <c>{DataDirectory}</c> stands for that folder.
    /// PostgreSQL: <c>Host=…;Database=…;Username=…</c>, and whatever else Npgsql knows.
    /// </summary>
    public string ConnectionString { get; set; } = $"Data Source={Placeholder}/musicauth.db";

    /// <summary>PostgreSQL's password, where the connection string has none: for a secret's file.</summary>
    public string? Password { get; set; }

    /// <summary>The data directory as an absolute path.</summary>
    public string DataDirectoryPath => Path.GetFullPath(DataDirectory);

    public bool IsPostgres => string.Equals(Kind, Postgres, StringComparison.OrdinalIgnoreCase);

    /// <summary>The SQLite file as an absolute path.</summary>
    public string SqliteFile => Path.GetFullPath(ParseSqlite().DataSource);

    /// <summary>What logs and errors call the database: its file, or its name and server.</summary>
    public string DisplayName => IsPostgres ? PostgresSettings.Describe(this) : SqliteFile;

    /// <summary>Puts the data directory in the place of <c>{DataDirectory}</c>.</summary>
    public string Expand(string text) => text.Replace(Placeholder, DataDirectoryPath, StringComparison.Ordinal);

    internal string SqliteConnectionString() => new SqliteConnectionStringBuilder(ParseSqlite().ConnectionString)
    {
        DataSource = SqliteFile,
        Mode = SqliteOpenMode.ReadWriteCreate,
        ForeignKeys = true,
        DefaultTimeout = 5,
    }.ConnectionString;

    // Without a pool: the look before the start leaves no open file behind.
    internal static string SqliteInspectionString(string file, SqliteOpenMode mode) => new SqliteConnectionStringBuilder
    {
        DataSource = file,
        Mode = mode,
        Pooling = false,
        DefaultTimeout = 5,
    }.ConnectionString;

    internal SqliteConnectionStringBuilder ParseSqlite() => new(Expand(ConnectionString));
}
