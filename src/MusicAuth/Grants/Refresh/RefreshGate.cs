namespace MusicAuth.Grants.Refresh;

/// <summary>
/// Refuses or delays a refresh before it reaches the token endpoint: while the process stops, during a back-off or an
/// outage, after too many forced refreshes, and while the new tokens could not be stored.
/// </summary>
internal sealed class RefreshGate(
    IHostApplicationLifetime lifetime, RefreshBackoffs backoffs, ForcedRefreshes forced, GrantSpill spill,
    SpillReplay replay, TokenEndpointBreaker breaker, TimeProvider time)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    /// <summary>May wait for the grant's place in the queue after an outage.</summary>
    /// <returns>Null where a request to the endpoint is allowed, else the result for the caller.</returns>
    public async Task<TokenResult?> CheckAsync(Grant grant, RefreshRequest request)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return new TokenResult.Unavailable(RetryDelay);
        if (backoffs.Find(grant) is { } backoff)
            return breaker.WithBreakerWait(grant, backoff);
        if (forced.WaitFor(grant, request) is { Ticks: > 0 } forcedWait)
            return new TokenResult.Unavailable(forcedWait);
        // The spilled refresh token is newer than the one in the row.
        if (spill.Contains(grant.Id) && !await replay.ReplayAsync(CancellationToken.None))
            return new TokenResult.StorageUnavailable(RetryDelay);
        // Without room in the spill folder a renewed token set could be lost.
        if (!spill.HasRoom || spill.HasUnreadable(grant.Id, grant.Generation))
            return new TokenResult.StorageUnavailable(RetryDelay);
        if (!breaker.TryAcquire(grant.Provider, grant.Id, out var wait))
            return new TokenResult.Unavailable(wait);
        await Task.Delay(wait, time, CancellationToken.None);
        return null;
    }
}
