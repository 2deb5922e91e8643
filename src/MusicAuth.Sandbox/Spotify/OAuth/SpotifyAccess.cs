namespace MusicAuth.Sandbox.Spotify.OAuth;

internal sealed record SpotifyAccess(SpotifyConsent? Consent, string ClientId, DateTimeOffset ExpiresAt);
