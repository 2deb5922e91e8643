using Microsoft.Extensions.DependencyInjection.Extensions;
using MusicAuth.Library;
using MusicAuth.Upstream;

namespace MusicAuth.Providers.Spotify;

public static class SpotifyLibraryModule
{
    public static IServiceCollection AddSpotifyLibrary(this IServiceCollection services)
    {
        services.AddOptions<SpotifySettings>().BindConfiguration("Spotify");
        services.AddProviderApi(SpotifyApi.ClientName);
        services.TryAddSingleton<SpotifyApiFaults>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IProviderFaults, SpotifyApiFaults>());
        services.TryAddSingleton<SpotifyApi>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMusicSource, SpotifyLibrary>());
        return services;
    }
}
