namespace MusicAuth.Providers.Spotify;

internal static class SpotifyModule
{
    public static IServiceCollection AddSpotify(this IServiceCollection services)
    {
        services.AddProvider<SpotifySettings, SpotifyAuthenticationOptions, SpotifyAuthenticationHandler,
            SpotifyTokenClient, SpotifyPassthrough>(SpotifyProvider.Definition);
        services.AddSingleton<IAppTokenEndpoint, SpotifyAppTokenEndpoint>();
        services.AddSingleton<IProviderAppCheck, SpotifyAppCheck>();
        return services.AddSpotifyLibrary();
    }

    public static IServiceCollection AddSpotifyLibrary(this IServiceCollection services) =>
        services.AddProviderLibrary<SpotifyApi, SpotifyFaults, SpotifyProfileClient, SpotifyLibrary>(
            SpotifyProvider.Definition);
}
