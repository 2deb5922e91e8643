namespace MusicAuth.Grants.TokenEndpoint;

/// <summary>What a provider says of an access token.</summary>
public enum AccessTokenState
{
    /// <summary>The provider gave no usable answer: nothing is known.</summary>
    Unknown,

    Accepted,

    Refused,
}
