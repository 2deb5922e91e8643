namespace MusicAuth.Grants.AccessTokens;

/// <summary>What is to be had for a user and provider when a fresh access token is asked for.</summary>
public abstract record TokenResult
{
    private TokenResult()
    {
    }

    /// <summary>A usable access token and the generation it belongs to.</summary>
    public sealed record Fresh(AccessToken AccessToken, long Generation) : TokenResult
    {
        /// <summary>What it may do, as the provider granted it.</summary>
        public IReadOnlyList<string> Scopes { get; init; } = [];

        /// <summary>The provider was asked just now, and accepts the token although a call was refused.</summary>
        public bool IsConfirmed { get; init; }

        internal static Fresh From(AccessToken token, Grant grant) =>
            new(token, grant.Generation) { Scopes = grant.Scopes };
    }

    public sealed record NotConnected : TokenResult;

    public sealed record ReauthorizationRequired(ReauthorizationReason Reason) : TokenResult;

    /// <summary>The token endpoint could not be asked or did not answer; nothing is lost.</summary>
    public sealed record Unavailable(TimeSpan RetryAfter) : TokenResult;

    public sealed record RateLimited(TimeSpan RetryAfter) : TokenResult;

    /// <summary>Our own database cannot be written, so that no token may be spent; nothing is lost.</summary>
    public sealed record StorageUnavailable(TimeSpan RetryAfter) : TokenResult;

    /// <summary>The provider app is refused (RFC 6749, section 5.2: invalid_client, unsupported_grant_type).</summary>
    public sealed record AppUnhealthy(string Reason, TimeSpan RetryAfter) : TokenResult;
}
