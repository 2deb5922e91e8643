using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace MusicAuth.Web.Problems;

/// <summary>Distinguishes an unavailable database from an invalid statement.</summary>
internal static class StorageFault
{
    // SQLite: busy, locked, readonly, interrupt, ioerr, corrupt, full, cannot open, protocol, not a database.
    private static readonly int[] SqliteCodes = [5, 6, 8, 9, 10, 11, 13, 14, 15, 26];

    // SQLSTATE classes: connection, read-only, authorization, unknown database, rollback by the server, insufficient
    // resources, operator intervention, system error, corruption.
    private static readonly string[] SqlStateClasses = ["08", "25", "28", "3D", "40", "53", "57", "58", "XX"];

    public static bool IsIn(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is DbException database) return IsStorage(database);
        }

        return false;
    }

    private static bool IsStorage(DbException exception) => exception switch
    {
        SqliteException sqlite => SqliteCodes.Contains(sqlite.SqliteErrorCode),
        { SqlState: { Length: > 1 } state } => SqlStateClasses.Contains(state[..2], StringComparer.Ordinal),
        // Without a SQLSTATE the server was not reached.
        _ => true,
    };
}
