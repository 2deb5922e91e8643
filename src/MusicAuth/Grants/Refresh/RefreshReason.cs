namespace MusicAuth.Grants.Refresh;

public enum RefreshReason
{
    /// <summary>The access token is about to expire.</summary>
    Expiring,

    /// <summary>The provider's API refused the access token.</summary>
    AccessTokenRefused,

    /// <summary>The access token is in use, and is refreshed before a caller has to wait.</summary>
    Background,

    /// <summary>An exchange was interrupted, and the provider may have used the refresh token.</summary>
    Indeterminate,

    /// <summary>The grant is invalid, but its refusal is doubtful: it is tried once more.</summary>
    InvalidGrantRetry,
}
