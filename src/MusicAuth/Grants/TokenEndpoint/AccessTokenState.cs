namespace MusicAuth.Grants.TokenEndpoint;

/// <summary>The result of asking a provider whether an access token is valid.</summary>
public enum AccessTokenState
{
    /// <summary>The provider gave no usable response.</summary>
    Unknown,

    Accepted,

    Refused,
}
