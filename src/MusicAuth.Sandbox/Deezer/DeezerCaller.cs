namespace MusicAuth.Sandbox.Deezer;

internal sealed record DeezerCaller(string Token, SandboxUser? Person, IReadOnlySet<string> Perms);
