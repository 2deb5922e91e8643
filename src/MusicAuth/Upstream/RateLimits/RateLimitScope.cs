namespace MusicAuth.Upstream.RateLimits;

/// <summary>What a 429 holds back: calls of the same kind only.</summary>
public enum RateLimitScope
{
    /// <summary>Calls to the API.</summary>
    Api,

    /// <summary>Refreshes. A stranger who signs in never causes this one.</summary>
    Refresh,

    /// <summary>Code exchanges of sign-ins.</summary>
    CodeExchange,

    /// <summary>The token of our own app (RFC 6749, section 4.4).</summary>
    ClientCredentials,
}
