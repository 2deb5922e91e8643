namespace MusicAuth.Sandbox.Deezer;

internal sealed record DeezerCaller(string Token, SandboxUser? User, IReadOnlySet<string> Perms);
