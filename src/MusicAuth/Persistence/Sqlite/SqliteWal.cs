using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>Truncates the write-ahead log, which otherwise still contains erased values.</summary>
public sealed partial class SqliteWal(ScopedServices scopes, ILogger<SqliteWal> logger)
{
    private const int Attempts = 10;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc cref="IDatabaseDialect.TruncateWalAsync"/>
    public async Task<bool> TruncateAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await scopes.UseAsync(db => TryTruncateAsync(db, cancellationToken)))
                return true;
            // Real time, because the wait is for another connection.
            await Task.Delay(Delay, TimeProvider.System, cancellationToken);
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
        [LoggerMessage(10001, LogLevel.Warning, "Erased values stay in the log of the database until the next "
            + "checkpoint, because a reader holds the log open.")]
        public static partial void CheckpointBlocked(ILogger logger);
    }
}
