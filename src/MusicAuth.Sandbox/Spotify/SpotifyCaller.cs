namespace MusicAuth.Sandbox.Spotify;

/// <summary>Who calls: an app, and the person whose consent it holds, unless it calls on its own behalf.</summary>
internal sealed record SpotifyCaller(SpotifyApp App, SandboxUser? Person, IReadOnlySet<string> Scopes);
