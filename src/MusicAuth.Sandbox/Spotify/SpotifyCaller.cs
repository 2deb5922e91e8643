namespace MusicAuth.Sandbox.Spotify;

/// <summary>The calling app and the user of its token. A token of the app has no user.</summary>
internal sealed record SpotifyCaller(SpotifyApp App, SandboxUser? User, IReadOnlySet<string> Scopes);
