namespace MusicAuth.Grants;

/// <summary>Fresh access tokens, for parallel callers. They may vanish; a refresh goes on without them.</summary>
public sealed class GrantTokens(IServiceScopeFactory scopes, GrantHealth health, RefreshFlights flights)
{
    /// <summary>An access token that is worth using now; refreshed first where it is not.</summary>
    public async Task<TokenResult> GetAsync(Guid userId, string provider, CancellationToken cancellationToken)
    {
        if (await FindAsync(userId, provider, cancellationToken) is not { } grant)
            return new TokenResult.NotConnected();
        if (health.Judge(grant, out var open) is { } reason)
            return new TokenResult.ReauthorizationRequired(reason);
        return health.IsFresh(open!)
            ? new TokenResult.Fresh(open!.AccessToken, grant.Generation)
            : await flights.JoinAsync(grant.Id, refusedGeneration: null, cancellationToken);
    }

    /// <summary>After a 401: forces one refresh, if the refused generation is still the stored one.</summary>
    public async Task<TokenResult> RenewAsync(
        Guid userId, string provider, long refusedGeneration, CancellationToken cancellationToken)
    {
        if (await FindAsync(userId, provider, cancellationToken) is not { } grant)
            return new TokenResult.NotConnected();
        if (grant.Generation != refusedGeneration)
            return await GetAsync(userId, provider, cancellationToken);
        var result = await flights.JoinAsync(grant.Id, refusedGeneration, cancellationToken);
        // The flight may have been another's, which was content with the token that we know to be refused.
        return result is TokenResult.Fresh fresh && fresh.Generation == refusedGeneration
            ? new TokenResult.Unavailable(GrantRefresh.FirstPause)
            : result;
    }

    private async Task<Grant?> FindAsync(Guid userId, string provider, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<GrantStore>()
            .FindAsync(userId, provider, cancellationToken);
    }
}
