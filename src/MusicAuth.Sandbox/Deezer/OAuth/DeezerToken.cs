namespace MusicAuth.Sandbox.Deezer.OAuth;

internal sealed record DeezerToken(string AppId, string Person, string[] Perms, DateTimeOffset? ExpiresAt);
