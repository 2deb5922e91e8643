using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MusicAuth.Persistence;

/// <summary>Recognises a transaction that lost a race, so that a second attempt can succeed.</summary>
internal static class ConcurrencyConflict
{
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;

    public static bool IsIn(Exception exception) =>
        exception is DbUpdateConcurrencyException || (Cause(exception) switch
        {
            SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqliteUnique or SqlitePrimaryKey,
            PostgresException postgres => postgres.SqlState is PostgresErrorCodes.UniqueViolation
                or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
            _ => false,
        });

    private static DbException? Cause(Exception? exception) =>
        exception is null or DbException ? exception as DbException : Cause(exception.InnerException);
}
