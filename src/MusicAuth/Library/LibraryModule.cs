using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MusicAuth.Library;

internal static class LibraryModule
{
    public static IServiceCollection AddLibrary(this IServiceCollection services)
    {
        services.AddOptions<LibraryOptions>().BindSection(LibraryOptions.Section);
        services.AddOptions<CacheOptions>().Configure<IOptions<LibraryOptions>>((cache, library) =>
            cache.Freshness = TimeSpan.FromSeconds(library.Value.CacheSeconds));
        services.AddJson(LibraryJson.Default);
        services.AddSingleton<IGrantChangeHandler, LibraryCacheInvalidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CursorProtector>();
        services.TryAddSingleton<RecentTotals>();
        services.TryAddSingleton(provider =>
        {
            var tokens = provider.GetRequiredService<GrantAccessTokens>();
            return new TokenAccess(tokens.GetAsync, tokens.ForceRefreshAsync)
            {
                RecordAccepted = tokens.RecordAccepted,
                RecordMissingScopes = provider.GetRequiredService<MissingScopeRecorder>().Record,
            };
        });
        services.TryAddSingleton<ProviderPageCache>();
        services.TryAddSingleton<SourceClientFactory>();
        services.TryAddSingleton<UnifiedLibrary>();
        services.TryAddSingleton<LibraryResponseCache>();
        services.TryAddSingleton<AccountPictures>();
        services.AddSingleton<PictureCache>()
            .AddSingleton<IGrantChangeHandler>(provider => provider.GetRequiredService<PictureCache>());
        return services;
    }

    public static void MapLibrary(this IEndpointRouteBuilder routes)
    {
        routes.MapLists();
        routes.MapPictures();
    }
}
