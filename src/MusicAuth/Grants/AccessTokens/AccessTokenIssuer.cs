namespace MusicAuth.Grants.AccessTokens;

/// <summary>Gives access tokens to callers that have the scope for them.</summary>
internal sealed class AccessTokenIssuer(
    GrantAccessTokens tokens, UserConnections connections, PublicAddress address, TimeProvider time)
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
        // A caller keeps a token without expiry for good, so only a key created for that provider gets it.
        if (fresh.ExpiresAt is null && caller.Key?.Providers is null)
            throw new ProblemException(
                ProblemCode.InsufficientScope,
                $"This access token does not expire, so only an API key whose providers include {provider} can receive "
                + "it. Create such a key.")
            {
                Provider = provider,
            };
        return new AccessTokenResponse(
            fresh.AccessToken.Reveal(), TokenType,
            fresh.ExpiresAt is { } expiresAt ? Math.Max(0, (long)(expiresAt - time.GetUtcNow()).TotalSeconds) : null,
            fresh.ExpiresAt, string.Join(' ', fresh.Scopes));
    }
}
