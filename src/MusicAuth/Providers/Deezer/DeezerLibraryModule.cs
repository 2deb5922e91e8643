using Microsoft.Extensions.DependencyInjection.Extensions;
using MusicAuth.Library;
using MusicAuth.Upstream;

namespace MusicAuth.Providers.Deezer;

public static class DeezerLibraryModule
{
    public static IServiceCollection AddDeezerLibrary(this IServiceCollection services)
    {
        services.AddOptions<DeezerSettings>().BindConfiguration("Deezer");
        services.AddProviderApi(DeezerApi.ClientName);
        services.TryAddSingleton<DeezerApiFaults>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IProviderFaults, DeezerApiFaults>());
        services.TryAddSingleton<DeezerApi>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMusicSource, DeezerLibrary>());
        return services;
    }
}
