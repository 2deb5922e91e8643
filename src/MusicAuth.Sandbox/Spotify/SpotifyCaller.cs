namespace MusicAuth.Sandbox.Spotify;

/// <summary>The calling app, and the user whose consent it holds, unless it calls on its own behalf.</summary>
internal sealed record SpotifyCaller(SpotifyApp App, SandboxUser? User, IReadOnlySet<string> Scopes);
