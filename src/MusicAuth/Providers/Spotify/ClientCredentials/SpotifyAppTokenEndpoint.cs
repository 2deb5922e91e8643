using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Spotify.ClientCredentials;

public sealed class SpotifyAppTokenEndpoint(IOptions<SpotifySettings> settings, SpotifyTokenClient client)
    : IAppTokenEndpoint
{
    public string Provider => SpotifyAuthenticationDefaults.AuthenticationScheme;

    public string? MissingSetting => settings.Value switch
    {
        { ClientId: null or "" } => "The catalogue without a user needs Spotify:ClientId and Spotify:ClientSecret.",
        { ClientSecret: null or "" } =>
            "The catalogue without a user needs Spotify:ClientSecret: a public client has no token of its own.",
        _ => null,
    };

    public Task<RefreshResult> RequestAsync() => client.RequestAppTokenAsync();
}
