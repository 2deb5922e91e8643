namespace MusicAuth.Providers.Spotify;

internal static class SpotifyModule
{
    public static IServiceCollection AddSpotify(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddProvider<SpotifySettings, SpotifyAuthenticationOptions, SpotifyAuthenticationHandler,
            SpotifyTokenClient, SpotifyPassthrough>(SpotifyProvider.Definition, configuration);
        services.AddSingleton<IAppTokenEndpoint, SpotifyAppTokenEndpoint>();
        return services.AddSpotifyLibrary();
    }

    public static IServiceCollection AddSpotifyLibrary(this IServiceCollection services) =>
        services.AddProviderLibrary<
            SpotifySettings, SpotifyApi, SpotifyFaults, SpotifyProfileClient, SpotifyPictures, SpotifyLibrary>(
            SpotifyProvider.Definition);
}
