using Npgsql;

namespace MusicAuth.Persistence.Postgres;

/// <summary>Describes failures of PostgreSQL with their remedies.</summary>
internal static class PostgresErrors
{
    /// <returns>Whether a retry can succeed: the server is unreachable, starting or stopping.</returns>
    public static bool IsTransient(NpgsqlException failure) =>
        failure is not PostgresException
        || failure.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.TooManyConnections;

    public static string? Describe(Exception failure, string name)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is DatabaseUnusableException)
                return cause.Message;
            if (cause is PostgresException postgres)
                return Describe(postgres.SqlState, name);
            if (cause is NpgsqlException)
                return $"The database {name} cannot be reached. Start PostgreSQL, or correct the host and port in "
                    + "Database:ConnectionString.";
        }

        return null;
    }

    private static string Describe(string state, string name) => state switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"The database {name} rejects the user or the password. Correct them in Database:ConnectionString.",
        PostgresErrorCodes.InvalidCatalogName =>
            $"The database {name} does not exist. Create it (CREATE DATABASE) with the user of "
            + "Database:ConnectionString as its owner.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"The user of Database:ConnectionString is not allowed to create tables in {name}. Make the user the owner "
            + "of the database.",
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            $"The database {name} is a standby and does not accept writes. Set Database:ConnectionString to the "
            + "primary.",
        PostgresErrorCodes.DiskFull => $"The disk of the database {name} is full. Free some space and start again.",
        PostgresErrorCodes.TooManyConnections =>
            $"The database {name} has no free connection. Raise max_connections, or run fewer replicas.",
        PostgresErrorCodes.QueryCanceled =>
            $"Another MusicAuth has been starting with {name} for too long. Check its log, stop it, and start this "
            + "MusicAuth again.",
        _ => $"The database {name} cannot be used (PostgreSQL error {state}).",
    };
}
