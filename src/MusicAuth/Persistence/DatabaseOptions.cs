using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence;

/// <summary>Where the broker keeps its data: section <c>Database</c>, and the root key <c>DataDirectory</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";
    public const string DataDirectoryKey = "DataDirectory";
    public const string Sqlite = "Sqlite";
    private const string Placeholder = "{DataDirectory}";

    /// <summary>The folder of the SQLite file and the spill folder; relative to the working directory.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary><c>Sqlite</c>; PostgreSQL comes later.</summary>
    public string Kind { get; set; } = Sqlite;

    /// <summary>Where the database is; <c>{DataDirectory}</c> stands for that folder.</summary>
    public string ConnectionString { get; set; } = $"Data Source={Placeholder}/musicauth.db";

    /// <summary>The data directory as an absolute path.</summary>
    public string DataDirectoryPath => Path.GetFullPath(DataDirectory);

    /// <summary>The SQLite file as an absolute path.</summary>
    public string SqliteFile => Path.GetFullPath(Parse().DataSource);

    /// <summary>Puts the data directory in the place of <c>{DataDirectory}</c>.</summary>
    public string Expand(string text) => text.Replace(Placeholder, DataDirectoryPath, StringComparison.Ordinal);

    internal string SqliteConnectionString() => new SqliteConnectionStringBuilder(Parse().ConnectionString)
    {
        DataSource = SqliteFile,
        Mode = SqliteOpenMode.ReadWriteCreate,
        ForeignKeys = true,
        DefaultTimeout = 5,
    }.ConnectionString;

    // Without a pool: the look before the start leaves no open file behind.
    internal string SqliteInspectionString(SqliteOpenMode mode) => new SqliteConnectionStringBuilder
    {
        DataSource = SqliteFile,
        Mode = mode,
        Pooling = false,
        DefaultTimeout = 5,
    }.ConnectionString;

    internal SqliteConnectionStringBuilder Parse() => new(Expand(ConnectionString));
}

internal sealed class DatabaseOptionsValidator : IValidateOptions<DatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            errors.AddError("DataDirectory is empty. Name the folder for MusicAuth's data, or leave the key out.");

        if (string.Equals(options.Kind, "Postgres", StringComparison.OrdinalIgnoreCase))
            errors.AddError("Database:Kind Postgres comes with a later version. Use Sqlite.");
        else if (!string.Equals(options.Kind, DatabaseOptions.Sqlite, StringComparison.OrdinalIgnoreCase))
            errors.AddError("Database:Kind is unknown. Use Sqlite.");
        else if (!string.IsNullOrWhiteSpace(options.DataDirectory) && !NamesFile(options))
            errors.AddError("Database:ConnectionString names no SQLite file. Use Data Source=<path of the file>.");
        else if (!string.IsNullOrWhiteSpace(options.DataDirectory) && options.Parse().Password.Length > 0)
            errors.AddError("Database:ConnectionString has a password, but this SQLite encrypts no file. "
                + "Take it out: what is secret is sealed under the master key.");

        return errors.Build();
    }

    private static bool NamesFile(DatabaseOptions options)
    {
        try
        {
            var parsed = options.Parse();
            return parsed.Mode != SqliteOpenMode.Memory
                && !string.IsNullOrWhiteSpace(parsed.DataSource)
                && !parsed.DataSource.StartsWith(':')
                && !parsed.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
