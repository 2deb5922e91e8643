namespace MusicAuth.Providers.Spotify;

internal sealed class SpotifyAuthenticationOptions : ProviderAuthenticationOptions
{
    public SpotifyAuthenticationOptions() => UsePkce = true;
}
