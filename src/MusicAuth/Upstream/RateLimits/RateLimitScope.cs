namespace MusicAuth.Upstream.RateLimits;

/// <summary>The calls that one 429 holds back.</summary>
public enum RateLimitScope
{
    Api,

    /// <summary>Refreshes. A stranger's sign-in never causes this block.</summary>
    Refresh,

    CodeExchange,

    /// <summary>The provider app's own token (RFC 6749, section 4.4).</summary>
    ClientCredentials,
}
