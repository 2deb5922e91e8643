namespace MusicAuth.Grants.AccessTokens;

/// <summary>Gives callers an access token of a grant, refreshed first where it is about to expire.</summary>
internal sealed class GrantAccessTokens(
    StoredGrants grants, GrantStatus status, RefreshCoordinator refreshes, GrantUsage usage, AccessTokenCache cache,
    ForcedRefreshes forced)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    /// <summary>A caller that stops waiting does not stop the refresh.</summary>
    public async Task<TokenResult> GetAsync(Guid userId, string provider, CancellationToken cancellationToken)
    {
        var version = cache.Version;
        if (await grants.FindAsync(userId, provider, cancellationToken) is not { } grant)
            return new TokenResult.NotConnected();
        if (status.DecryptOrReason(grant, out var decrypted) is { } reason)
            return new TokenResult.ReauthorizationRequired(reason);
        usage.Record(grant);
        if (!status.IsFresh(grant))
            return await refreshes.RefreshAsync(decrypted!, RefreshRequest.Expiring, cancellationToken);
        var fresh = TokenResult.Fresh.From(decrypted!.AccessToken, grant);
        cache.Add(grant, fresh, version);
        return fresh;
    }

    /// <summary>May give the token of a few seconds ago: for calls that learn from a 401 that it is invalid.</summary>
    public ValueTask<TokenResult> GetCachedAsync(
        Guid userId, string provider, CancellationToken cancellationToken) =>
        cache.Find(userId, provider) is { } fresh
            ? ValueTask.FromResult<TokenResult>(fresh)
            : new(GetAsync(userId, provider, cancellationToken));

    /// <summary>After a 401: refreshes, if the refused token is still the stored one.</summary>
    public async Task<TokenResult> ForceRefreshAsync(
        Guid userId, string provider, long refusedGeneration, CancellationToken cancellationToken)
    {
        cache.Remove(userId, provider);
        if (await grants.FindAsync(userId, provider, cancellationToken) is not { } grant)
            return new TokenResult.NotConnected();
        if (grant.Generation != refusedGeneration)
            return await GetAsync(userId, provider, cancellationToken);
        if (status.DecryptOrReason(grant, out var decrypted) is { } reason)
            return new TokenResult.ReauthorizationRequired(reason);
        var request = new RefreshRequest(RefreshReason.AccessTokenRefused, refusedGeneration);
        var result = await refreshes.RefreshAsync(decrypted!, request, cancellationToken);
        // A refresh that another caller began for another reason may end with the refused token.
        return result is TokenResult.Fresh { IsConfirmed: false } fresh && fresh.Generation == refusedGeneration
            ? new TokenResult.Unavailable(RetryDelay)
            : result;
    }

    /// <summary>Records that the provider's API accepted the token of a generation.</summary>
    public void RecordAccepted(Guid userId, string provider, long generation) =>
        forced.RecordAccepted(userId, provider, generation);
}
