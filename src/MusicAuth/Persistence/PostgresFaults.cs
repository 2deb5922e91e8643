using System.Net.Sockets;
using Npgsql;

namespace MusicAuth.Persistence;

/// <summary>What the failures of PostgreSQL mean for the person who runs the broker.</summary>
internal static class PostgresFaults
{
    private static readonly string[] PassingStates =
    [
        PostgresErrorCodes.CannotConnectNow, PostgresErrorCodes.TooManyConnections, PostgresErrorCodes.AdminShutdown,
        PostgresErrorCodes.CrashShutdown,
    ];

    /// <summary>Whether the server may answer in a moment: it is not there, or is still starting.</summary>
    public static bool MayPass(Exception failure) => failure switch
    {
        PostgresException refused => PassingStates.Contains(refused.SqlState, StringComparer.Ordinal),
        NpgsqlException or SocketException or TimeoutException => true,
        _ => false,
    };

    /// <summary>One line that says what mends it; null for what did not come from PostgreSQL.</summary>
    public static string? Explain(Exception cause, string database) => cause switch
    {
        PostgresException refused => Explain(refused.SqlState, database),
        NpgsqlException or SocketException => $"The database {database} does not answer. Start its server, or correct "
            + "the server's name and port in Database:ConnectionString.",
        _ => null,
    };

    private static string Explain(string state, string database) => state switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"The server of the database {database} refuses the user or the password. Correct Username in "
            + "Database:ConnectionString, and Database:Password.",
        PostgresErrorCodes.InvalidCatalogName =>
            $"There is no database {database}. Create it (CREATE DATABASE), or correct Database:ConnectionString.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"The user may not do what is needed in the database {database}. Make it the owner of the database.",
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            $"The database {database} is read-only: a standby, it seems. Let Database:ConnectionString name the "
            + "primary server.",
        PostgresErrorCodes.TooManyConnections =>
            $"The server of the database {database} has no connection left. Raise its max_connections, or lower "
            + "Maximum Pool Size in Database:ConnectionString.",
        PostgresErrorCodes.DiskFull =>
            $"The disk of the database {database} is full. Free some space and start again.",
        _ when PassingStates.Contains(state, StringComparer.Ordinal) =>
            $"The server of the database {database} is still starting or already stopping. Start again in a moment.",
        _ => $"The database {database} cannot be used (PostgreSQL error {state}).",
    };
}
