using Npgsql;

namespace MusicAuth.Persistence.Postgres;

/// <summary>What PostgreSQL's failures mean to whoever runs the broker.</summary>
internal static class PostgresErrors
{
    /// <summary>Whether waiting may help: nobody answers, or the server is starting or stopping.</summary>
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
            if (cause is PostgresException refused)
                return Describe(refused.SqlState, name);
            if (cause is NpgsqlException)
                return $"The database {name} cannot be reached. Start PostgreSQL, or correct the host and port in "
                    + "Database:ConnectionString.";
        }

        return null;
    }

    private static string Describe(string state, string name) => state switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"The database {name} refuses the user or the password. Correct them in Database:ConnectionString.",
        PostgresErrorCodes.InvalidCatalogName =>
            $"The database {name} does not exist. Make it (CREATE DATABASE), owned by the user of "
            + "Database:ConnectionString.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"The user of Database:ConnectionString may not make tables in {name}. Make it the database's owner.",
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            $"The database {name} takes no writes: it is a standby. Name the primary in Database:ConnectionString.",
        PostgresErrorCodes.DiskFull => $"The disk of the database {name} is full. Free some space and start again.",
        PostgresErrorCodes.TooManyConnections =>
            $"The database {name} has no connection left. Raise max_connections, or start fewer replicas.",
        PostgresErrorCodes.QueryCanceled =>
            $"Another MusicAuth is starting on {name} and does not end. Look into its log, stop it, and start again.",
        _ => $"The database {name} cannot be used (PostgreSQL error {state}).",
    };
}
