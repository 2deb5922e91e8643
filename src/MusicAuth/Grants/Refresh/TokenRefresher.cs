namespace MusicAuth.Grants.Refresh;

/// <summary>The course of one refresh: claim, read again, write the intent, exchange, save.</summary>
public sealed partial class TokenRefresher(
    GrantScopes scopes, GrantStatus health, RefreshBackoffs pauses, TokenEndpointBreaker outages, RefreshExchange exchange,
    ForcedRefreshes forced, AccessTokenVerifier secondLook, GrantSpill spill, SpillReplay replay, StorageStatus storage,
    GrantMetrics metrics,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<TokenRefresher> logger)
{
    /// <summary>How long a caller waits for another process that refreshes the same grant.</summary>
    private static readonly TimeSpan MaxLeaseWait = TimeSpan.FromSeconds(8);

    // After an outage of the database, whoever holds an answer that it did not take is to be the first: as long as a
    // connection may take (5 s), and a round of the replay.
    private static readonly TimeSpan EarlierHolderHeadStart = TimeSpan.FromSeconds(5.5);
    private static readonly TimeSpan FirstPollInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxPollInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StorageRetryDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(5);

    public async Task<TokenResult> RefreshAsync(Guid grantId, RefreshRequest demand)
    {
        if (await scopes.UseAsync((GrantStore store) => store.FindAsync(grantId, CancellationToken.None))
            is not { } grant)
            return new TokenResult.NotConnected();
        if (demand.Reason != RefreshReason.InvalidGrantRetry && health.DecryptOrReason(grant, out var open) is { } reason)
            return new TokenResult.ReauthorizationRequired(reason);
        if (health.DecryptIfDue(grant, demand, inDoubt: demand.Reason == RefreshReason.Indeterminate) is not { } due)
            return health.ToTokenResult(grant);
        if (health.FindEndpoint(grant.Provider) is not { } endpoint)
            return await exchange.InvalidateAsync(due, ReauthorizationReason.Revoked);
        if (due.RefreshToken is null)
            return await secondLook.VerifyAsync(endpoint, due, demand);
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return OldTokenOr(due, demand, new TokenResult.Unavailable(StorageRetryDelay));
        if (pauses.Find(grant) is { } paused)
            return OldTokenOr(due, demand, outages.WithBreakerWait(grant, paused));
        if (IsForcedRefresh(due, demand) && forced.WaitFor(grant) is { Ticks: > 0 } wait)
            return new TokenResult.Unavailable(wait);
        // The row is older than what we hold, and so is its token.
        if (spill.Contains(grantId) && !await replay.ReplayAsync(CancellationToken.None))
            return OldTokenOr(due, demand, new TokenResult.StorageUnavailable(StorageRetryDelay));
        // Room for the answer, before the question.
        if (!spill.HasRoom || spill.HasUnreadable(grantId, due.Grant.Generation))
            return OldTokenOr(due, demand, new TokenResult.StorageUnavailable(StorageRetryDelay));
        if (!outages.TryAcquire(grant.Provider, grantId, out var turn))
            return OldTokenOr(due, demand, new TokenResult.Unavailable(turn));
        await Task.Delay(turn, time, CancellationToken.None);
        return await BeginAsync(endpoint, due, demand);
    }

    private async Task<TokenResult> BeginAsync(ITokenEndpoint endpoint, DecryptedGrant read, RefreshRequest demand)
    {
        // By the wall's clock, like the lease itself: it is another process that is waited for.
        var waiting = TimeProvider.System.GetTimestamp();
        var lease = (endpoint.Timeout * 2) + LeaseMargin;
        for (var step = FirstPollInterval; ; step = step * 2 < MaxPollInterval ? step * 2 : MaxPollInterval)
        {
            var claimedAt = TimeProvider.System.GetTimestamp();
            LeaseAttempt start;
            try
            {
                var isPatient = TimeProvider.System.GetElapsedTime(waiting) < EarlierHolderHeadStart;
                start = await scopes.UseAsync((RefreshStore store) => store.AcquireAsync(
                    read.Grant.Id, lease, isPatient, (grant, inDoubt) => DecryptIfDue(grant, demand, inDoubt),
                    CancellationToken.None));
                storage.RecordSuccess();
            }
            catch (Exception failure) when (StorageFault.IsIn(failure))
            {
                storage.RecordFailure();
                Log.NotBegun(logger, failure, read.Grant.Provider, read.Grant.Id);
                return OldTokenOr(read, demand, new TokenResult.StorageUnavailable(StorageRetryDelay));
            }

            switch (start)
            {
                case LeaseAttempt.Acquired begun:
                    return await ExchangeAsync(endpoint, begun, demand, new HeldLease(claimedAt, lease));
                case LeaseAttempt.NotFound:
                    return new TokenResult.NotConnected();
                case LeaseAttempt.NotDue notDue:
                    return StoredOrLimited(notDue.Grant, demand);
                case LeaseAttempt.Suspended paused:
                    var rest = paused.Until - time.GetUtcNow();
                    pauses.Set(read.Grant, rest, static wait => new TokenResult.Unavailable(wait));
                    return OldTokenOr(read, demand, new TokenResult.Unavailable(rest));
            }

            if (step == FirstPollInterval)
                metrics.WaitedForLease();
            if (TimeProvider.System.GetElapsedTime(waiting) > MaxLeaseWait
                || lifetime.ApplicationStopping.IsCancellationRequested)
                return OldTokenOr(read, demand, new TokenResult.Unavailable(RetryDelay));
            await Task.Delay(step, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task<TokenResult> ExchangeAsync(
        ITokenEndpoint endpoint, LeaseAttempt.Acquired begun, RefreshRequest demand, HeldLease lease)
    {
        if (IsForcedRefresh(begun.Decrypted, demand))
            await RecordForcedAsync(begun.Decrypted.Grant);
        // Told to stop since: a lease without length sends nothing and gives the claim back.
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            lease = lease with { Duration = TimeSpan.Zero };
        var ended = await exchange.RunAsync(endpoint, begun, lease);
        return ended.IsFinal ? ended.Result : OldTokenOr(begun.Decrypted, demand, ended.Result);
    }

    /// <summary>Only because an API refused a token that is fresh by the clock.</summary>
    private bool IsForcedRefresh(DecryptedGrant open, RefreshRequest demand) =>
        demand.Reason == RefreshReason.AccessTokenRefused && demand.Generation == open.Grant.Generation && health.IsFresh(open);

    private DecryptedGrant? DecryptIfDue(Grant grant, RefreshRequest demand, bool inDoubt) =>
        health.DecryptIfDue(grant, demand, inDoubt) is { } open
            && !(IsForcedRefresh(open, demand) && forced.WaitFor(grant) > TimeSpan.Zero)
                ? open
                : null;

    private TokenResult StoredOrLimited(Grant grant, RefreshRequest demand) =>
        grant.State == GrantState.Active && demand.Reason == RefreshReason.AccessTokenRefused
            && demand.Generation == grant.Generation && forced.WaitFor(grant) is { Ticks: > 0 } wait
                ? new TokenResult.Unavailable(wait)
                : health.ToTokenResult(grant);

    private async Task RecordForcedAsync(Grant grant)
    {
        var at = forced.RecordForced(grant);
        try
        {
            await scopes.UseAsync((RefreshStore store) => store.RecordForcedAsync(grant, at, CancellationToken.None));
        }
#pragma warning disable CA1031 // The refresh goes on: this process counts it all the same.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            storage.RecordFailure();
            Log.NotNoted(logger, failure, grant.Id);
        }
    }

    private TokenResult OldTokenOr(DecryptedGrant open, RefreshRequest demand, TokenResult otherwise) =>
        (demand.Reason == RefreshReason.AccessTokenRefused && demand.Generation == open.Grant.Generation)
            || health.IsAccessTokenExpired(open.Grant)
            ? otherwise
            : TokenResult.Fresh.From(open.AccessToken, open.Grant);

    private static partial class Log
    {
        [LoggerMessage(2005, LogLevel.Error, "The {Provider} grant {GrantId} is not refreshed, since the database "
            + "cannot be written: its token is not sent, and nothing is lost. Free the disk or the database")]
        public static partial void NotBegun(ILogger logger, Exception failure, string provider, Guid grantId);

        [LoggerMessage(2010, LogLevel.Warning,
            "The time of a forced refresh of the grant {GrantId} could not be stored; other processes do not count it")]
        public static partial void NotNoted(ILogger logger, Exception failure, Guid grantId);
    }
}
