namespace MusicAuth.Sandbox.Spotify;

/// <summary>The player tells a missing scope with 401 and other words than the rest of the API.</summary>
internal sealed record PlayerScopeRequirement(string Scope);
