namespace MusicAuth.Providers.Spotify.ClientCredentials;

internal sealed class SpotifyAppTokenEndpoint(
    [FromKeyedServices(SpotifyProvider.Name)] ProviderCredentials credentials, SpotifyTokenClient client)
    : IAppTokenEndpoint
{
    public string Provider => SpotifyProvider.Name;

    public string? MissingSetting => credentials.Current switch
    {
        null =>
            "The public catalogue requires Spotify:ClientId and Spotify:ClientSecret. The operator must set both.",
        { ClientSecret: null } =>
            "The public catalogue requires Spotify:ClientSecret, because Spotify gives a public client no app token. "
            + "The operator must set the client secret.",
        _ => null,
    };

    public Task<RefreshResult> RequestAsync() => client.RequestAppTokenAsync();
}
