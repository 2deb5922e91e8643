namespace MusicAuth.Sandbox.Spotify.OAuth;

/// <param name="Rotate">Whether each refresh issues a new refresh token.</param>
/// <param name="Grace">The time in which a replaced token still returns the same new token.</param>
internal sealed record RotationRule(bool Rotate, TimeSpan Grace);
