namespace MusicAuth.Sandbox.Control;

internal sealed record RevokeConsent
{
    public required string Provider { get; init; }

    public required string Person { get; init; }

    /// <summary>Whether Spotify's access tokens stay valid until they expire.</summary>
    public bool KeepAccessTokens { get; init; }
}
