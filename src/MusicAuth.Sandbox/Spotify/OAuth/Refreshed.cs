namespace MusicAuth.Sandbox.Spotify.OAuth;

internal abstract record Refreshed
{
    public sealed record Granted(SpotifyConsent Consent, string? NewToken) : Refreshed;

    public sealed record Refused(string Error, string Description, bool Reuse = false) : Refreshed;
}
