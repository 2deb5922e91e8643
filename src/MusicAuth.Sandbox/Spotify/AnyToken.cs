namespace MusicAuth.Sandbox.Spotify;

internal sealed record AnyToken;
