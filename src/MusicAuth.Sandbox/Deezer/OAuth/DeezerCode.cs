namespace MusicAuth.Sandbox.Deezer.OAuth;

internal sealed record DeezerCode(
    string AppId, string RedirectUri, string Person, string[] Perms, DateTimeOffset IssuedAt);
