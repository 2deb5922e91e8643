namespace MusicAuth.Grants.Leases;

/// <summary>Takes and releases the lease that lets one process at a time refresh a grant.</summary>
internal sealed partial class RefreshLeases(
    RefreshStorage storage, GrantStatus status, ForcedRefreshes forced, GrantMetrics metrics,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<RefreshLeases> logger)
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(8);

    // After an outage of the database, another instance may still hold a response that the database did not take. It
    // gets the time of one connection attempt (5 s) and one replay of its spill to store it.
    private static readonly TimeSpan HeadStart = TimeSpan.FromSeconds(5.5);
    private static readonly TimeSpan FirstPollInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxPollInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);
    internal static readonly TimeSpan RetriedGrantDelay = TimeSpan.FromMinutes(10);

    private bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Waits up to 8 s while another process holds the lease.</summary>
    public async Task<LeaseAttempt> AcquireAsync(Grant grant, TimeSpan exchangeTimeout, RefreshRequest request)
    {
        // By the real clock, because other processes read the lease too.
        var waitingSince = TimeProvider.System.GetTimestamp();
        var duration = (exchangeTimeout * 2) + Margin;
        for (var interval = FirstPollInterval; ; interval = Min(interval * 2, MaxPollInterval))
        {
            var leaseSince = TimeProvider.System.GetTimestamp();
            var isWithinHeadStart = TimeProvider.System.GetElapsedTime(waitingSince) < HeadStart;
            var attempt = await TryAcquireAsync(grant, duration, isWithinHeadStart, request);
            if (attempt is LeaseAttempt.Acquired acquired)
                return await ConfirmAsync(acquired, leaseSince, duration - exchangeTimeout, request);
            if (attempt is not LeaseAttempt.HeldElsewhere)
                return attempt;
            if (interval == FirstPollInterval)
                metrics.WaitedForLease();
            if (TimeProvider.System.GetElapsedTime(waitingSince) > MaxWait || IsStopping)
                return attempt;
            await Task.Delay(interval, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Releases the lease of an exchange that brought no tokens. If indeterminate, the intent stays.</summary>
    public async Task ReleaseAsync(LeaseAttempt.Acquired acquired, bool isIndeterminate, bool retryInvalid = true)
    {
        var grant = acquired.Decrypted.Grant;
        DateTimeOffset? retryAt =
            retryInvalid && grant.State != GrantState.Active ? time.GetUtcNow() + RetriedGrantDelay : null;
        try
        {
            await storage.WriteAsync(store => store.ReleaseAsync(
                grant, isIndeterminate, retryAt, CancellationToken.None));
        }
#pragma warning disable CA1031 // The lease expires by itself, and a leftover intent is checked in the background.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.NotReleased(logger, failure, grant.Id);
        }
    }

    private async Task<LeaseAttempt> TryAcquireAsync(
        Grant known, TimeSpan duration, bool isWithinHeadStart, RefreshRequest request)
    {
        try
        {
            var attempt = await storage.WriteAsync(store => store.AcquireAsync(
                known.Id, duration, isWithinHeadStart, DecryptIfDue, CancellationToken.None));
            return attempt is LeaseAttempt.NotDue { Grant: { State: GrantState.Active } grant }
                && forced.WaitFor(grant, request) is { Ticks: > 0 } wait
                    ? new LeaseAttempt.ForcedTooOften(wait)
                    : attempt;
        }
        catch (Exception failure) when (ConcurrencyConflict.IsIn(failure))
        {
            // Another process has stored its result between two statements, and the next attempt reads it.
            return new LeaseAttempt.HeldElsewhere();
        }
        catch (Exception failure) when (StorageFault.IsIn(failure))
        {
            Log.NotAcquired(logger, failure, known.Provider, known.Id);
            return new LeaseAttempt.StorageFailed();
        }

        DecryptedGrant? DecryptIfDue(Grant grant, bool isIndeterminate) =>
            forced.WaitFor(grant, request) > TimeSpan.Zero
                ? null
                : status.DecryptIfDue(grant, request, isIndeterminate);
    }

    // Before the exchange: counts a forced refresh, and gives up a lease that ends before the exchange would.
    private async Task<LeaseAttempt> ConfirmAsync(
        LeaseAttempt.Acquired acquired, long leaseSince, TimeSpan spareTime, RefreshRequest request)
    {
        var grant = acquired.Decrypted.Grant;
        if (forced.IsForced(grant, request))
            await RecordForcedAsync(grant);
        // While this process was suspended, another one may have taken the lease.
        if (!IsStopping && TimeProvider.System.GetElapsedTime(leaseSince) <= spareTime)
            return acquired;
        await ReleaseAsync(acquired, acquired.IsIndeterminate);
        return new LeaseAttempt.TooShort();
    }

    private async Task RecordForcedAsync(Grant grant)
    {
        var forcedAt = forced.RecordForced(grant);
        try
        {
            await storage.WriteAsync(store => store.RecordForcedAsync(grant, forcedAt, CancellationToken.None));
        }
#pragma warning disable CA1031 // The refresh goes on, because this process counts it in memory.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.ForcedNotStored(logger, failure, grant.Id);
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static partial class Log
    {
        [LoggerMessage(2005, LogLevel.Error, "The {Provider} grant {GrantId} is not refreshed, because the database "
            + "cannot be written: the refresh token is not sent, and nothing is lost. Free space on the disk or "
            + "restore the database")]
        public static partial void NotAcquired(ILogger logger, Exception failure, string provider, Guid grantId);

        [LoggerMessage(2007, LogLevel.Warning, "The lease of the grant {GrantId} could not be released; it expires by "
            + "itself")]
        public static partial void NotReleased(ILogger logger, Exception failure, Guid grantId);

        [LoggerMessage(2010, LogLevel.Warning, "The time of a forced refresh of the grant {GrantId} could not be "
            + "stored; other processes do not count it")]
        public static partial void ForcedNotStored(ILogger logger, Exception failure, Guid grantId);
    }
}
