namespace MusicAuth.Grants.AccessTokens;

/// <summary>Fresh access tokens, for parallel callers. They may vanish; a refresh goes on without them.</summary>
public sealed class GrantAccessTokens(
    GrantScopes scopes, GrantStatus health, RefreshSingleFlight flights, GrantUsage use, AccessTokenCache recent,
    ForcedRefreshes forced)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    /// <summary>An access token that is worth using now; refreshed first where it is not.</summary>
    public async Task<TokenResult> GetAsync(Guid userId, string provider, CancellationToken cancellationToken)
    {
        var mark = recent.Version;
        if (await FindAsync(userId, provider, cancellationToken) is not { } grant)
            return new TokenResult.NotConnected();
        if (health.DecryptOrReason(grant, out var open) is { } reason)
            return new TokenResult.ReauthorizationRequired(reason);
        use.Record(grant);
        if (!health.IsFresh(open!))
            return await flights.RefreshAsync(grant.Id, RefreshRequest.Expiring, cancellationToken);
        var fresh = TokenResult.Fresh.From(open!.AccessToken, grant);
        recent.Add(grant, fresh, mark);
        return fresh;
    }

    /// <summary>
    /// The same, or what it gave within the last seconds: for calls that find out by themselves if it is refused.
    /// </summary>
    public ValueTask<TokenResult> GetCachedAsync(
        Guid userId, string provider, CancellationToken cancellationToken) =>
        recent.Find(userId, provider) is { } fresh
            ? ValueTask.FromResult<TokenResult>(fresh)
            : new(GetAsync(userId, provider, cancellationToken));

    /// <summary>After a 401: forces one refresh, if the refused generation is still the stored one.</summary>
    public async Task<TokenResult> ForceRefreshAsync(
        Guid userId, string provider, long refusedGeneration, CancellationToken cancellationToken)
    {
        recent.Remove(userId, provider);
        if (await FindAsync(userId, provider, cancellationToken) is not { } grant)
            return new TokenResult.NotConnected();
        if (grant.Generation != refusedGeneration)
            return await GetAsync(userId, provider, cancellationToken);
        var demand = new RefreshRequest(RefreshReason.AccessTokenRefused, refusedGeneration);
        var result = await flights.RefreshAsync(grant.Id, demand, cancellationToken);
        // The flight may have been another's, which was content with the token that we know to be refused.
        return result is TokenResult.Fresh { IsConfirmed: false } fresh && fresh.Generation == refusedGeneration
            ? new TokenResult.Unavailable(RetryDelay)
            : result;
    }

    /// <summary>A call with the token of this generation succeeded.</summary>
    public void RecordAccepted(Guid userId, string provider, long generation) =>
        forced.RecordAccepted(userId, provider, generation);

    private Task<Grant?> FindAsync(Guid userId, string provider, CancellationToken cancellationToken) =>
        scopes.UseAsync((GrantStore store) => store.FindAsync(userId, provider, cancellationToken));
}
