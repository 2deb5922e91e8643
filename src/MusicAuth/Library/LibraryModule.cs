using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MusicAuth.Grants;
using MusicAuth.Upstream;
using MusicAuth.Web;

namespace MusicAuth.Library;

public static class LibraryModule
{
    public static IServiceCollection AddLibrary(this IServiceCollection services)
    {
        services.AddOptions<LibraryOptions>().BindSection(LibraryOptions.Section);
        services.AddOptions<CacheOptions>().Configure<IOptions<LibraryOptions>>((cache, library) =>
            cache.Freshness = TimeSpan.FromSeconds(library.Value.CacheSeconds));
        services.AddSingleton<IGrantChangeHandler, LibraryCache>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CursorSeal>();
        services.TryAddSingleton<TotalHints>();
        services.TryAddSingleton(provider =>
        {
            var tokens = provider.GetRequiredService<GrantTokens>();
            return new TokenAccess(tokens.GetAsync, tokens.RenewAsync) { Accepted = tokens.Accepted };
        });
        services.TryAddSingleton<KeptWindows>();
        services.TryAddSingleton<UnifiedLibrary>();
        services.TryAddSingleton<LibraryPages>();
        return services;
    }

    public static IEndpointRouteBuilder MapLibrary(this IEndpointRouteBuilder routes)
    {
        LibraryEndpoints.Map(routes);
        return routes;
    }
}
