using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Spotify.ClientCredentials;

internal sealed class SpotifyAppTokenEndpoint(IOptions<SpotifySettings> settings, SpotifyTokenClient client)
    : IAppTokenEndpoint
{
    public string Provider => SpotifyProvider.Name;

    public string? MissingSetting => settings.Value switch
    {
        { ClientId: null or "" } =>
            "The public catalogue requires Spotify:ClientId and Spotify:ClientSecret. The operator must set both.",
        { ClientSecret: null or "" } =>
            "The public catalogue requires Spotify:ClientSecret, because Spotify gives a public client no app token. "
            + "The operator must set the client secret.",
        _ => null,
    };

    public Task<RefreshResult> RequestAsync() => client.RequestAppTokenAsync();
}
