namespace MusicAuth.Grants.BackgroundRefresh;

/// <summary>
/// What is done for grants unasked: exchanges cut short are looked into, tokens in use are renewed before they end,
/// doubtful deaths are tried once more. Never more than a few at once, and never for the idle.
/// </summary>
public sealed partial class BackgroundRefreshService(
    GrantScopes scopes, RefreshSingleFlight flights, GrantUsage use, GrantMetrics metrics, IHostApplicationLifetime lifetime,
    TimeProvider time, ILogger<BackgroundRefreshService> logger) : BackgroundService
{
    private const int AtOnce = 3;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CensusInterval = TimeSpan.FromMinutes(1);
    private DateTimeOffset _nextCensus = DateTimeOffset.MinValue;

    /// <summary>One round.</summary>
    public async Task RefreshDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var inDoubt = await scopes.UseAsync((RefreshStore store) => store.ListIndeterminateAsync(cancellationToken));
        var retries = await scopes.UseAsync((GrantMaintenanceStore store) => store.ListRetriesAsync(now, cancellationToken));
        (Guid GrantId, RefreshRequest Demand)[] all =
        [
            .. inDoubt.Select(grant => (grant, new RefreshRequest(RefreshReason.Indeterminate))),
            .. use.ListDue(),
            .. retries.Select(grant => (grant, new RefreshRequest(RefreshReason.InvalidGrantRetry))),
        ];
        await Parallel.ForEachAsync(
            all.DistinctBy(one => one.GrantId),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (one, stop) => await RefreshDueAsync(one.GrantId, one.Demand, stop));
        if (now < _nextCensus)
            return;
        metrics.SetCensus(await scopes.UseAsync((GrantMaintenanceStore store) => store.CountGrantsAsync(cancellationToken)));
        _nextCensus = now + CensusInterval;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A start that fails has nothing to look after, and its end is no fault.
        if (await WaitForStartAsync(stoppingToken))
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
                await RefreshDueAsync(stoppingToken);
            }
#pragma warning disable CA1031 // The next round tries again; a broker without care still serves.
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.Interrupted(logger, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<bool> WaitForStartAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource<bool>();
        await using var yes = lifetime.ApplicationStarted.Register(() => started.TrySetResult(true));
        await using var no = stoppingToken.Register(() => started.TrySetResult(false));
        return await started.Task;
    }

    private async Task RefreshDueAsync(Guid grantId, RefreshRequest demand, CancellationToken cancellationToken)
    {
        try
        {
            await flights.RefreshAsync(grantId, demand, cancellationToken);
            if (demand.Reason == RefreshReason.Indeterminate)
                await scopes.UseAsync((RefreshStore store) => store.RemoveObsoleteIntentAsync(grantId, cancellationToken));
        }
#pragma warning disable CA1031 // One grant's trouble is not the others'.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.NotLookedAfter(logger, failure, grantId);
        }
        finally
        {
            use.RecordAttempt(grantId, demand);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2401, LogLevel.Warning, "A round of care for the grants was cut short; the next one follows")]
        public static partial void Interrupted(ILogger logger, Exception failure);

        [LoggerMessage(2402, LogLevel.Warning, "The grant {GrantId} could not be looked after")]
        public static partial void NotLookedAfter(ILogger logger, Exception failure, Guid grantId);
    }
}
