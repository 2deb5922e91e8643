namespace MusicAuth.Sandbox.Spotify.OAuth;

internal sealed record SpotifyCode(
    string ClientId, string RedirectUri, string? Challenge, string User, string[] Scopes, DateTimeOffset IssuedAt)
{
    public bool Used { get; set; }
}
