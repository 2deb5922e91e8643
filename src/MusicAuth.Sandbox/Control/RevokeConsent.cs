namespace MusicAuth.Sandbox.Control;

internal sealed record RevokeConsent
{
    public required string Provider { get; init; }

    public required string Person { get; init; }

    /// <summary>Spotify's access tokens may outlive the consent until their hour is over.</summary>
    public bool KeepAccessTokens { get; init; }
}
