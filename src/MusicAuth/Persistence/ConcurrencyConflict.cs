using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static SQLitePCL.raw;

namespace MusicAuth.Persistence;

/// <summary>Recognises a transaction that lost a race, so that a second attempt can succeed.</summary>
internal static class ConcurrencyConflict
{
    public static bool IsIn(Exception exception) =>
        exception is DbUpdateConcurrencyException || (Cause(exception) switch
        {
            SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SQLITE_CONSTRAINT_UNIQUE
                or SQLITE_CONSTRAINT_PRIMARYKEY,
            PostgresException postgres => postgres.SqlState is PostgresErrorCodes.UniqueViolation
                or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
            _ => false,
        });

    private static DbException? Cause(Exception? exception) =>
        exception is null or DbException ? exception as DbException : Cause(exception.InnerException);
}
