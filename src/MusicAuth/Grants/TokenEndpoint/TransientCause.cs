namespace MusicAuth.Grants.TokenEndpoint;

/// <summary>Why a token endpoint's answer is transient.</summary>
public enum TransientCause
{
    /// <summary>
    /// The endpoint is there, but its answer cannot be read, or refuses the request in words that RFC 6749 does not
    /// know.
    /// </summary>
    Other,

    /// <summary>The provider or its gateway reported a failure of its own: 5xx, or HTML with status 200.</summary>
    ProviderFailure,

    /// <summary>The answer is JSON with status 200 whose tokens are none that RFC 6749 allows.</summary>
    InvalidTokens,

    /// <summary>No answer came: refused, reset, DNS, TLS, or not in time.</summary>
    Unreachable,

    /// <summary>Nothing was sent.</summary>
    NotSent,
}
