using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>Carries erased values out of the write-ahead log, where they stay readable after a delete.</summary>
public sealed partial class SqliteWal(ScopedServices scopes, ILogger<SqliteWal> logger)
{
    private const int Attempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Call it after the transaction that erased something.</summary>
    /// <returns>False where a long-lived reader kept the log; the next call catches up.</returns>
    public async Task<bool> TruncateAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await scopes.UseAsync(db => TryTruncateAsync(db, cancellationToken)))
                return true;
            // By the wall's clock: it is a reader that is waited for.
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }

        Log.CheckpointBlocked(logger);
        return false;
    }

    private static async Task<bool> TryTruncateAsync(MusicAuthDb db, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        return await command.ExecuteScalarAsync(cancellationToken) is 0L;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Erased values stay in the database's log until the next checkpoint: "
            + "a reader held it.")]
        public static partial void CheckpointBlocked(ILogger logger);
    }
}
