namespace MusicAuth.Providers.Spotify;

public sealed class SpotifyAuthenticationOptions : ProviderAuthenticationOptions
{
    public SpotifyAuthenticationOptions() => UsePkce = true;
}
