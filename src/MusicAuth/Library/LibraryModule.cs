using Microsoft.Extensions.DependencyInjection.Extensions;
using MusicAuth.Grants;

namespace MusicAuth.Library;

public static class LibraryModule
{
    public static IServiceCollection AddLibrary(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CursorSeal>();
        services.TryAddSingleton<TotalHints>();
        services.TryAddScoped(provider =>
        {
            var tokens = provider.GetRequiredService<GrantTokens>();
            return new TokenAccess(tokens.GetAsync, tokens.RenewAsync);
        });
        services.TryAddScoped<UnifiedLibrary>();
        return services;
    }

    public static IEndpointRouteBuilder MapLibrary(this IEndpointRouteBuilder routes)
    {
        LibraryEndpoints.Map(routes);
        return routes;
    }
}
