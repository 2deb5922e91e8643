namespace MusicAuth.Upstream.Faults;

/// <summary>What a call to a provider's API came to, when it came to no answer.</summary>
public enum UpstreamFault
{
    /// <summary>The access token is refused (401; Deezer code 300).</summary>
    Unauthorized,

    /// <summary>The user's consent lacks a scope (Spotify "Insufficient client scope", Deezer code 200).</summary>
    MissingScope,

    /// <summary>403 for another cause; <see cref="UpstreamException.Reason"/> names it where known.</summary>
    Forbidden,

    NotFound,

    /// <summary>429, Deezer code 4; <see cref="UpstreamException.RetryAfter"/> says how long.</summary>
    RateLimited,

    /// <summary>5xx, Deezer code 700, time-out, connection refused or cut.</summary>
    Unavailable,

    /// <summary>Not JSON, cut, compressed though not asked, a redirect, or larger than 10 MB.</summary>
    InvalidAnswer,

    /// <summary>The provider app is refused or switched off; the reason says how.</summary>
    AppUnhealthy,
}
