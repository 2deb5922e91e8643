namespace MusicAuth.Grants.PendingLinks;

/// <summary>Erases expired pending links, and their tokens from the write-ahead log.</summary>
internal sealed partial class PendingLinkCleanup(
    ScopedServices scopes, IDatabaseDialect dialect, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<PendingLinkCleanup> logger) : PeriodicService(Interval, lifetime, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // Links also end otherwise, for example by a sign-out, so the log is truncated once none is left.
    private int _isWalTruncationDue;

    public void RecordHeld() => Volatile.Write(ref _isWalTruncationDue, 1);

    public async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        var (erased, waiting) = await scopes.UseAsync(
            (PendingLinkStore store) => store.EraseExpiredAsync(cancellationToken));
        if (erased + waiting > 0)
            RecordHeld();
        if (waiting > 0)
            return;
        if (Interlocked.Exchange(ref _isWalTruncationDue, 0) == 1 && !await dialect.TruncateWalAsync(cancellationToken))
            RecordHeld();
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
