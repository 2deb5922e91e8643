namespace MusicAuth.Grants.Refresh;

public enum RefreshReason
{
    /// <summary>The access token is about to end.</summary>
    Expiring,

    /// <summary>The provider refused the access token.</summary>
    AccessTokenRefused,

    /// <summary>In the background, before anybody has to wait for it.</summary>
    Background,

    /// <summary>An exchange was cut short, and nobody knows what became of the token.</summary>
    Indeterminate,

    /// <summary>The grant died among too many others: it is tried once more.</summary>
    InvalidGrantRetry,
}
