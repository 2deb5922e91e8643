namespace MusicAuth.Sandbox.Deezer.OAuth;

internal sealed record DeezerCode(
    string AppId, string RedirectUri, string User, string[] Perms, DateTimeOffset IssuedAt);
