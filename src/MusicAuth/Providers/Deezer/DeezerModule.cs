namespace MusicAuth.Providers.Deezer;

internal static class DeezerModule
{
    public static IServiceCollection AddDeezer(this IServiceCollection services) =>
        services
            .AddProvider<DeezerSettings, DeezerAuthenticationOptions, DeezerAuthenticationHandler,
                DeezerTokenClient, DeezerPassthrough>(DeezerProvider.Definition)
            .AddSingleton<IProviderAppCheck, DeezerAppCheck>()
            .AddDeezerLibrary();

    public static IServiceCollection AddDeezerLibrary(this IServiceCollection services) =>
        services.AddProviderLibrary<DeezerApi, DeezerFaults, DeezerProfileClient, DeezerLibrary>(
            DeezerProvider.Definition);
}
