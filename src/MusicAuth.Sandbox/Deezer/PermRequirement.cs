namespace MusicAuth.Sandbox.Deezer;

internal sealed record PermRequirement(string Perm);
