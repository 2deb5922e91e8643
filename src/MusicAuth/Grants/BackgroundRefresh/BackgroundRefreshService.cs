namespace MusicAuth.Grants.BackgroundRefresh;

/// <summary>
/// Refreshes grants without a request: interrupted exchanges, tokens in use that are about to expire, and retries of
/// invalid grants.
/// </summary>
internal sealed partial class BackgroundRefreshService(
    BackgroundRefreshQueue queue, GrantCensusStore census, RefreshCoordinator refreshes, GrantMetrics metrics,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<BackgroundRefreshService> logger)
    : PeriodicService(Interval, lifetime, time)
{
    private const int MaxConcurrent = 3;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CensusInterval = TimeSpan.FromMinutes(1);
    private readonly TimeProvider _time = time;
    private DateTimeOffset _countedAt = DateTimeOffset.MinValue;

    public async Task RefreshDueAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (await queue.ListDueAsync(now, cancellationToken) is { Count: > 0 } due)
        {
            await Parallel.ForEachAsync(
                due,
                new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrent, CancellationToken = cancellationToken },
                async (refresh, stop) => await RefreshAsync(refresh.GrantId, refresh.Request, stop));
        }

        // A time in the future comes from a clock that was set back.
        if (now >= _countedAt && now < _countedAt + CensusInterval)
            return;
        metrics.SetCensus(await census.CountGrantsAsync(cancellationToken));
        _countedAt = now;
    }

    protected override Task RunRoundAsync(CancellationToken cancellationToken) => RefreshDueAsync(cancellationToken);

    protected override void LogFailure(Exception failure) => Log.RoundFailed(logger, failure);

    private async Task RefreshAsync(Guid grantId, RefreshRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await refreshes.RefreshAsync(grantId, request, cancellationToken);
            await queue.CompleteAsync(grantId, request, cancellationToken);
        }
#pragma warning disable CA1031 // A failure of one grant must not stop the others.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.RefreshFailed(logger, failure, grantId);
        }
        finally
        {
            queue.RecordAttempt(grantId, request);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2401, LogLevel.Warning, "A round of background refreshes failed; the next round follows")]
        public static partial void RoundFailed(ILogger logger, Exception failure);

        [LoggerMessage(2402, LogLevel.Warning, "The background refresh of the grant {GrantId} failed")]
        public static partial void RefreshFailed(ILogger logger, Exception failure, Guid grantId);
    }
}
