namespace MusicAuth.Sandbox.Spotify.OAuth;

/// <summary>What a rotation gave in a refresh token's place, and when.</summary>
internal sealed record SpotifySuccessor(string Token, DateTimeOffset At);
