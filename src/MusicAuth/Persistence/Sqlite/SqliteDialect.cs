using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace MusicAuth.Persistence.Sqlite;

internal sealed partial class SqliteDialect(ScopedServices scopes, ILogger<SqliteDialect> logger) : IDatabaseDialect
{
    private const int Attempts = 10;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private volatile bool _isWalTruncationDue;

    public string UnixMillisecondsSql => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    public bool IsWalTruncationDue => _isWalTruncationDue;

    public async Task<bool> TruncateWalAsync(CancellationToken cancellationToken)
    {
        var isTruncated = false;
        try
        {
            for (var attempt = 1; attempt <= Attempts && !isTruncated; attempt++)
            {
                isTruncated = await scopes.UseAsync(db => TryTruncateAsync(db, cancellationToken));
                // Real time, because the wait is for another connection.
                if (!isTruncated)
                    await Task.Delay(RetryDelay, TimeProvider.System, cancellationToken);
            }
        }
        finally
        {
            // Also after a failure or a cancellation.
            _isWalTruncationDue = !isTruncated;
        }

        if (!isTruncated)
            Log.WalNotTruncated(logger);
        return isTruncated;
    }

    // The driver begins an immediate transaction, and SQLite has one writer.
    public Task<IDbContextTransaction> BeginExclusiveTransactionAsync(
        MusicAuthDb db, CancellationToken cancellationToken) => db.Database.BeginTransactionAsync(cancellationToken);

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
        public static partial void WalNotTruncated(ILogger logger);
    }
}
