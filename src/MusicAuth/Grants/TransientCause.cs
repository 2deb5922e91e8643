namespace MusicAuth.Grants;

/// <summary>Why a token endpoint's answer is transient.</summary>
public enum TransientCause
{
    /// <summary>No whole answer came, or the request was refused in words that RFC 6749 does not know.</summary>
    Other,

    /// <summary>The provider or its gateway reported a failure of its own: 5xx, or HTML with status 200.</summary>
    ProviderFailure,

    /// <summary>The answer is JSON with status 200 whose tokens are none that RFC 6749 allows.</summary>
    InvalidTokens,
}
