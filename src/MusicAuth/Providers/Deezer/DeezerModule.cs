namespace MusicAuth.Providers.Deezer;

internal static class DeezerModule
{
    public static IServiceCollection AddDeezer(this IServiceCollection services, IConfiguration configuration) =>
        services
            .AddProvider<DeezerSettings, DeezerAuthenticationOptions, DeezerAuthenticationHandler,
                DeezerTokenClient, DeezerPassthrough>(DeezerProvider.Definition, configuration)
            .AddDeezerLibrary();

    public static IServiceCollection AddDeezerLibrary(this IServiceCollection services) =>
        services.AddProviderLibrary<
            DeezerSettings, DeezerApi, DeezerFaults, DeezerProfileClient, DeezerPictures, DeezerLibrary>(
            DeezerProvider.Definition);
}
