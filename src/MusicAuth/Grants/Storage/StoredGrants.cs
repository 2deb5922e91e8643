namespace MusicAuth.Grants.Storage;

/// <summary>Reads grants for singletons.</summary>
internal sealed class StoredGrants(ScopedServices scopes, GrantStatus status)
{
    public Task<Grant?> FindAsync(Guid userId, string provider, CancellationToken cancellationToken) =>
        scopes.UseAsync((GrantStore store) => store.FindAsync(userId, provider, cancellationToken));

    public Task<Grant?> FindAsync(Guid grantId, CancellationToken cancellationToken) =>
        scopes.UseAsync((GrantStore store) => store.FindAsync(grantId, cancellationToken));

    /// <summary>The grant, if it has other tokens or another state than a copy that was read before.</summary>
    public async Task<Grant?> FindChangedAsync(Grant known) =>
        await FindAsync(known.Id, CancellationToken.None) is { } grant
            && (grant.Generation, grant.State) != (known.Generation, known.State) ? grant : null;

    /// <summary>The result that a caller gets without a refresh.</summary>
    public async Task<TokenResult> ResultAsync(Guid grantId) =>
        await FindAsync(grantId, CancellationToken.None) is { } grant
            ? status.ToTokenResult(grant)
            : new TokenResult.NotConnected();
}
