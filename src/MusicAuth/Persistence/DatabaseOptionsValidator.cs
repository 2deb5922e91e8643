using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence;

internal sealed class DatabaseOptionsValidator : IValidateOptions<DatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            errors.AddError("DataDirectory is empty. Set it to the folder for MusicAuth's data, or remove the key.");
        if (options.IsPostgres)
            ValidatePostgres(options, errors);
        else if (!string.Equals(options.Kind, DatabaseOptions.Sqlite, StringComparison.OrdinalIgnoreCase))
            errors.AddError("Database:Kind is unknown. Use Sqlite or Postgres.");
        else if (!string.IsNullOrWhiteSpace(options.DataDirectory))
            ValidateSqlite(options, errors);
        return errors.Build();
    }

    private static void ValidatePostgres(DatabaseOptions options, ValidateOptionsResultBuilder errors)
    {
        const string remedy = "Use Host=…;Database=…;Username=…;Password=….";
        try
        {
            var parsed = options.ParsePostgres();
            if (string.IsNullOrWhiteSpace(parsed.Host))
                errors.AddError($"Database:ConnectionString contains no host. {remedy}");
            if (string.IsNullOrWhiteSpace(parsed.Database))
                errors.AddError($"Database:ConnectionString contains no database. {remedy}");
        }
        // The message of the exception can contain the password.
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidCastException
            or OverflowException)
        {
            errors.AddError($"Database:ConnectionString is not a valid PostgreSQL connection string. {remedy}");
        }
    }

    private static void ValidateSqlite(DatabaseOptions options, ValidateOptionsResultBuilder errors)
    {
        if (!HasFile(options))
            errors.AddError("Database:ConnectionString contains no SQLite file. Use Data Source=<path of the file>.");
        else if (options.ParseSqlite().Password.Length > 0)
            errors.AddError("Database:ConnectionString contains a password, but this SQLite cannot encrypt files. "
                + "Remove the password: MusicAuth encrypts secret values with the master key.");
    }

    private static bool HasFile(DatabaseOptions options)
    {
        try
        {
            var parsed = options.ParseSqlite();
            return parsed.Mode != SqliteOpenMode.Memory
                && !string.IsNullOrWhiteSpace(parsed.DataSource)
                && !parsed.DataSource.StartsWith(':')
                && !parsed.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidCastException
            or OverflowException)
        {
            return false;
        }
    }
}
