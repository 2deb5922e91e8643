namespace MusicAuth.Sandbox.Spotify.OAuth;

/// <summary>The refresh token that a rotation issued in place of another, and the time.</summary>
internal sealed record SpotifySuccessor(string Token, DateTimeOffset At);
