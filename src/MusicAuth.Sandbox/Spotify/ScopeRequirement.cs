namespace MusicAuth.Sandbox.Spotify;

internal sealed record ScopeRequirement(string Scope);
