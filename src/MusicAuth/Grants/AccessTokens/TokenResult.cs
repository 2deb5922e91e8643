namespace MusicAuth.Grants.AccessTokens;

/// <summary>The result of asking for an access token.</summary>
public abstract record TokenResult
{
    private TokenResult()
    {
    }

    /// <summary>Whether the same grant can get a token later without a new sign-in.</summary>
    public bool IsTransient => this is Unavailable or RateLimited or StorageUnavailable or AppUnhealthy;

    public sealed record Fresh(AccessToken AccessToken, long Generation) : TokenResult
    {
        /// <summary>The scopes that the provider granted.</summary>
        public IReadOnlyList<string> Scopes { get; init; } = [];

        public DateTimeOffset? ExpiresAt { get; init; }

        /// <summary>Whether the provider, when asked after a 401, said that the token is valid.</summary>
        public bool IsConfirmed { get; init; }

        internal static Fresh From(AccessToken token, Grant grant) =>
            new(token, grant.Generation) { Scopes = grant.Scopes, ExpiresAt = grant.AccessExpiresAt };
    }

    public sealed record NotConnected : TokenResult;

    public sealed record ReauthorizationRequired(ReauthorizationReason Reason) : TokenResult;

    /// <summary>The token endpoint could not be asked, or did not respond.</summary>
    public sealed record Unavailable(TimeSpan RetryAfter) : TokenResult;

    public sealed record RateLimited(TimeSpan RetryAfter) : TokenResult;

    /// <summary>The broker's storage cannot be written, so no refresh token is sent.</summary>
    public sealed record StorageUnavailable(TimeSpan RetryAfter) : TokenResult;

    /// <summary>The provider refuses the provider app (RFC 6749, section 5.2).</summary>
    public sealed record AppUnhealthy(string Reason, TimeSpan RetryAfter) : TokenResult;
}
