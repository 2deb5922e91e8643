namespace MusicAuth.Grants.TokenEndpoint;

/// <summary>The cause of a transient result.</summary>
public enum TransientCause
{
    /// <summary>The response is unreadable, or an error that RFC 6749 does not define.</summary>
    Other,

    /// <summary>The provider or its gateway reported a failure of its own: 5xx, or HTML with status 200.</summary>
    ProviderFailure,

    /// <summary>JSON with status 200 whose tokens RFC 6749 does not allow.</summary>
    InvalidTokens,

    /// <summary>No response: refused, reset, DNS, TLS, or a timeout.</summary>
    Unreachable,

    /// <summary>The request was not sent.</summary>
    NotSent,
}
