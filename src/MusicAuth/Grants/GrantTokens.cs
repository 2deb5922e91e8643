namespace MusicAuth.Grants;

/// <summary>Fresh access tokens, for parallel callers. They may vanish; a refresh goes on without them.</summary>
public sealed class GrantTokens(GrantScopes scopes, GrantHealth health, RefreshFlights flights, RecentUse use)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(2);

    /// <summary>An access token that is worth using now; refreshed first where it is not.</summary>
    public async Task<TokenResult> GetAsync(Guid userId, string provider, CancellationToken cancellationToken)
    {
        if (await FindAsync(userId, provider, cancellationToken) is not { } grant)
            return new TokenResult.NotConnected();
        if (health.Judge(grant, out var open) is { } reason)
            return new TokenResult.ReauthorizationRequired(reason);
        use.Note(grant);
        return health.IsFresh(open!)
            ? TokenResult.Fresh.Of(open!.AccessToken, grant)
            : await flights.JoinAsync(grant.Id, RefreshDemand.Stale, cancellationToken);
    }

    /// <summary>After a 401: forces one refresh, if the refused generation is still the stored one.</summary>
    public async Task<TokenResult> RenewAsync(
        Guid userId, string provider, long refusedGeneration, CancellationToken cancellationToken)
    {
        if (await FindAsync(userId, provider, cancellationToken) is not { } grant)
            return new TokenResult.NotConnected();
        if (grant.Generation != refusedGeneration)
            return await GetAsync(userId, provider, cancellationToken);
        var demand = new RefreshDemand(RefreshCause.Refused, refusedGeneration);
        var result = await flights.JoinAsync(grant.Id, demand, cancellationToken);
        // The flight may have been another's, which was content with the token that we know to be refused.
        return result is TokenResult.Fresh fresh && fresh.Generation == refusedGeneration
            ? new TokenResult.Unavailable(TryAgain)
            : result;
    }

    private Task<Grant?> FindAsync(Guid userId, string provider, CancellationToken cancellationToken) =>
        scopes.UseAsync((GrantStore store) => store.FindAsync(userId, provider, cancellationToken));
}
