using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence;

internal sealed class DatabaseOptionsValidator : IValidateOptions<DatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            errors.AddError("DataDirectory is empty. Name the folder for MusicAuth's data, or leave the key out.");
        else if (options.IsPostgres)
            AddAll(errors, OfPostgres(options));
        else if (string.Equals(options.Kind, DatabaseOptions.Sqlite, StringComparison.OrdinalIgnoreCase))
            AddAll(errors, OfSqlite(options));

        if (!options.IsPostgres && !string.Equals(options.Kind, DatabaseOptions.Sqlite, StringComparison.OrdinalIgnoreCase))
            errors.AddError("Database:Kind is unknown. Use Sqlite or Postgres.");
        return errors.Build();
    }

    private static IEnumerable<string> OfSqlite(DatabaseOptions options)
    {
        if (!string.IsNullOrEmpty(options.Password))
            yield return "Database:Password is for PostgreSQL only. Set Database:Kind to Postgres, or take it out.";
        if (!NamesFile(options))
            yield return "Database:ConnectionString names no SQLite file. Use Data Source=<path of the file>, or set "
                + "Database:Kind to Postgres.";
        else if (options.ParseSqlite().Password.Length > 0)
            yield return "Database:ConnectionString has a password, but this SQLite encrypts no file. "
                + "Take it out: what is secret is sealed under the master key.";
    }

    private static IEnumerable<string> OfPostgres(DatabaseOptions options)
    {
        if (PostgresSettings.TryParse(options) is not { } parsed)
        {
            yield return "Database:ConnectionString is none of PostgreSQL. Use "
                + "Host=<server>;Database=<name>;Username=<user>, and Database:Password for the password.";
            yield break;
        }

        if (string.IsNullOrWhiteSpace(parsed.Host))
            yield return "Database:ConnectionString names no PostgreSQL server. Add Host=<server>.";
        if (string.IsNullOrWhiteSpace(parsed.Database))
            yield return "Database:ConnectionString names no PostgreSQL database. Add Database=<name>.";
        if (!string.IsNullOrEmpty(parsed.Password) && !string.IsNullOrEmpty(options.Password))
            yield return "The PostgreSQL password stands in Database:ConnectionString and in Database:Password. "
                + "Take one of them out.";
    }

    private static bool NamesFile(DatabaseOptions options)
    {
        try
        {
            var parsed = options.ParseSqlite();
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

    private static void AddAll(ValidateOptionsResultBuilder errors, IEnumerable<string> found)
    {
        foreach (var error in found)
            errors.AddError(error);
    }
}
