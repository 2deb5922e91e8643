namespace MusicAuth.Sandbox.Spotify.OAuth;

/// <param name="Rotate">Whether each refresh gives a new refresh token.</param>
/// <param name="Grace">How long the replaced one still brings the same new one.</param>
internal sealed record RotationRule(bool Rotate, TimeSpan Grace);
