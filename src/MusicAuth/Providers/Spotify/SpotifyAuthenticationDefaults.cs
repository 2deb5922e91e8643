namespace MusicAuth.Providers.Spotify;

public static class SpotifyAuthenticationDefaults
{
    public const string AuthenticationScheme = "spotify";
    public const string DisplayName = "Spotify";
}
