namespace MusicAuth.Grants.BackgroundRefresh;

/// <summary>
/// Refreshes grants without a request: interrupted exchanges, tokens in use that are about to expire, and retries of
/// invalid grants.
/// </summary>
internal sealed partial class BackgroundRefreshService(
    ScopedServices scopes, RefreshCoordinator refreshes, GrantUsage usage, GrantMetrics metrics,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<BackgroundRefreshService> logger)
    : PeriodicService(Interval, lifetime, time)
{
    private const int MaxConcurrent = 3;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CensusInterval = TimeSpan.FromMinutes(1);
    private readonly TimeProvider _time = time;
    private DateTimeOffset _nextCensus = DateTimeOffset.MinValue;

    public async Task RefreshDueAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var indeterminate = await scopes.UseAsync(
            (RefreshStore store) => store.ListIndeterminateAsync(cancellationToken));
        var retries = await scopes.UseAsync(
            (GrantMaintenanceStore store) => store.ListRetriesAsync(now, cancellationToken));
        (Guid GrantId, RefreshRequest Request)[] due =
        [
            .. indeterminate.Select(grant => (grant, new RefreshRequest(RefreshReason.Indeterminate))),
            .. usage.ListDue(),
            .. retries.Select(grant => (grant, new RefreshRequest(RefreshReason.InvalidGrantRetry))),
        ];
        await Parallel.ForEachAsync(
            due.DistinctBy(refresh => refresh.GrantId),
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrent, CancellationToken = cancellationToken },
            async (refresh, stop) => await RefreshAsync(refresh.GrantId, refresh.Request, stop));
        if (now < _nextCensus)
            return;
        metrics.SetCensus(await scopes.UseAsync(
            (GrantMaintenanceStore store) => store.CountGrantsAsync(cancellationToken)));
        _nextCensus = now + CensusInterval;
    }

    protected override Task RunRoundAsync(CancellationToken cancellationToken) => RefreshDueAsync(cancellationToken);

    protected override void LogFailure(Exception failure) => Log.RoundFailed(logger, failure);

    private async Task RefreshAsync(Guid grantId, RefreshRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await refreshes.RefreshAsync(grantId, request, cancellationToken);
            if (request.Reason == RefreshReason.Indeterminate)
                await scopes.UseAsync(
                    (RefreshStore store) => store.RemoveObsoleteIntentAsync(grantId, cancellationToken));
        }
#pragma warning disable CA1031 // A failure of one grant must not stop the others.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.RefreshFailed(logger, failure, grantId);
        }
        finally
        {
            usage.RecordAttempt(grantId, request);
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
