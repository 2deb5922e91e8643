namespace MusicAuth.Grants.PendingLinks;

/// <summary>Erases pending links whose time is over, and then what the database's log holds of them.</summary>
public sealed partial class PendingLinkCleanup(
    GrantScopes scopes, IDatabaseDialect dialect, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<PendingLinkCleanup> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // A link can end in many ways, a sign-out among them; the log is truncated once none is left.
    private int _isWalTruncationDue;

    /// <summary>Records that tokens were written.</summary>
    public void RecordHeld() => Volatile.Write(ref _isWalTruncationDue, 1);

    /// <summary>One round.</summary>
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var yes = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (started.Task.IsCompletedSuccessfully)
            await RunAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            // SQLite waits on the thread that asks: that must not be the timer's.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            try
            {
                await CleanUpAsync(stoppingToken);
            }
#pragma warning disable CA1031 // The next round tries again.
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.Failed(logger, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(2701, LogLevel.Warning,
            "Expired pending links could not be erased; the next round tries again in a minute")]
        public static partial void Failed(ILogger logger, Exception failure);
    }
}
