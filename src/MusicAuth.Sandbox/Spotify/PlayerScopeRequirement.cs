namespace MusicAuth.Sandbox.Spotify;

/// <summary>The player reports a missing scope with 401 and another message than the rest of the API.</summary>
internal sealed record PlayerScopeRequirement(string Scope);
