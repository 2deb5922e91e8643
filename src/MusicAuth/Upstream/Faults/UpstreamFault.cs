namespace MusicAuth.Upstream.Faults;

/// <summary>Why an API call has no usable response; <see cref="UpstreamFaults"/> has the rules.</summary>
public enum UpstreamFault
{
    /// <summary>The provider rejects the access token (401; Deezer code 300).</summary>
    Unauthorized,

    /// <summary>The user's consent lacks a scope (Spotify "Insufficient client scope", Deezer code 200).</summary>
    MissingScope,

    /// <summary>403 for another cause; <see cref="UpstreamException.Reason"/> names a known one.</summary>
    Forbidden,

    NotFound,

    /// <summary>429; Deezer code 4.</summary>
    RateLimited,

    /// <summary>5xx, Deezer code 700, a timeout, a connection that is refused or cut.</summary>
    Unavailable,

    /// <summary>No JSON, a cut or oversized body, an unrequested encoding, a redirect.</summary>
    InvalidAnswer,

    /// <summary>The provider rejects or has disabled the provider app.</summary>
    AppUnhealthy,
}
