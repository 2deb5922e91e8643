namespace MusicAuth.Grants.PendingLinks;

/// <summary>
/// Erases expired pending links, and their tokens from the write-ahead log. After a failed truncation of that log, the
/// next round truncates it, also where no link has expired.
/// </summary>
internal sealed partial class PendingLinkCleanup(
    PlainSql sql, IDatabaseDialect dialect, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<PendingLinkCleanup> logger) : PeriodicService(Interval, lifetime, time)
{
    private readonly TimeProvider _time = time;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // Links also end otherwise, for example by a sign-out, so the log is truncated once none is left.
    private int _isWalTruncationDue;

    public void RecordHeld() => Volatile.Write(ref _isWalTruncationDue, 1);

    public async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        var (erased, waiting) = await EraseExpiredAsync(cancellationToken);
        if (erased + waiting > 0)
            RecordHeld();
        if (waiting > 0)
            return;
        var isDue = Interlocked.Exchange(ref _isWalTruncationDue, 0) == 1 || dialect.IsWalTruncationDue;
        if (isDue)
            await dialect.TruncateWalAsync(cancellationToken);
    }

    /// <returns>The number of erased links, and of those that still wait.</returns>
    private async Task<(int Erased, int Waiting)> EraseExpiredAsync(CancellationToken cancellationToken)
    {
        var links = await sql.ListAsync(
            "SELECT expires_at FROM pending_links", static row => row.GetInt64(0), cancellationToken);
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        // Without expired links there must be no write every minute.
        var erased = links.Exists(expiresAt => expiresAt <= now)
            ? await sql.ExecuteAsync("DELETE FROM pending_links WHERE expires_at <= @p0", cancellationToken, now)
            : 0;
        return (erased, Math.Max(links.Count - erased, 0));
    }

    protected override Task RunRoundAsync(CancellationToken cancellationToken) => CleanUpAsync(cancellationToken);

    protected override void LogFailure(Exception failure) => Log.Failed(logger, failure);

    private static partial class Log
    {
        [LoggerMessage(2701, LogLevel.Warning,
            "Expired pending links could not be erased; the broker tries again in a minute")]
        public static partial void Failed(ILogger logger, Exception failure);
    }
}
