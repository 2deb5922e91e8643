namespace MusicAuth.Grants.AccessTokens;

/// <summary>Gives access tokens out of custody, to callers that may have them.</summary>
public sealed class AccessTokenEndpoint(
    GrantAccessTokens tokens, GrantStore store, UserConnections connections, PublicAddress address, TimeProvider time)
{
    private const string TokenType = "Bearer";

    /// <exception cref="ProblemException">
    /// unknown_provider, insufficient_scope, not_connected, reauthorization_required, provider_rate_limited,
    /// provider_unavailable, provider_app_unhealthy, storage_unavailable.
    /// </exception>
    public async Task<AccessTokenResponse> GetAsync(Caller caller, string provider, CancellationToken cancellationToken)
    {
        connections.RequireKnownProvider(provider);
        caller.RequireProvider(provider);
        var result = await tokens.GetAsync(caller.UserId, provider, cancellationToken);
        if (result is not TokenResult.Fresh fresh)
            throw TokenProblem.From(provider, result).ToException(address.LoginUrl(provider));
        var grant = await store.FindAsync(caller.UserId, provider, cancellationToken)
            ?? throw connections.NotConnected(provider);
        if (grant.AccessExpiresAt is null)
            RequireNamed(caller, provider);
        // A renewal may have come between: the row then tells the end of another token.
        var end = grant.Generation == fresh.Generation ? grant.AccessExpiresAt : time.GetUtcNow();
        return new AccessTokenResponse(
            fresh.AccessToken.Reveal(), TokenType,
            end is { } at ? Math.Max(0, (long)(at - time.GetUtcNow()).TotalSeconds) : null, end,
            string.Join(' ', grant.Scopes));
    }

    // Whoever has a token without end has it for good: its key must have been made for that.
    private static void RequireNamed(Caller caller, string provider)
    {
        if (caller.Key?.Providers is null)
            throw new ProblemException(
                ProblemCode.InsufficientScope,
                $"This access token does not expire, so only an API key whose providers include {provider} can receive "
                + "it. Create such a key.")
            {
                Provider = provider,
            };
    }
}
