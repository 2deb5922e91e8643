using Microsoft.Extensions.Options;
using MusicAuth.Grants;
using MusicAuth.Passthrough;

namespace MusicAuth.Providers.Spotify;

public sealed class SpotifyAppTokenEndpoint(IOptions<SpotifySettings> settings, SpotifyTokenClient client)
    : IAppTokenEndpoint
{
    public string Provider => SpotifyAuthenticationDefaults.AuthenticationScheme;

    public string? Lack => settings.Value switch
    {
        { ClientId: null or "" } => "The catalogue without a user needs Spotify:ClientId and Spotify:ClientSecret.",
        { ClientSecret: null or "" } =>
            "The catalogue without a user needs Spotify:ClientSecret: a public client has no token of its own.",
        _ => null,
    };

    public Task<RefreshResult> RequestAsync() => client.RequestAppTokenAsync();
}
