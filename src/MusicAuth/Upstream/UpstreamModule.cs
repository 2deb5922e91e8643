using Microsoft.Extensions.DependencyInjection.Extensions;
using MusicAuth.Web;

namespace MusicAuth.Upstream;

public static class UpstreamModule
{
    public static IServiceCollection AddUpstream(this IServiceCollection services)
    {
        services.AddOptions<UpstreamOptions>()
            .BindSection(UpstreamOptions.Section)
            .ValidateDataAnnotations();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ProviderGovernor>();
        services.TryAddSingleton<ProviderHealth>();
        services.TryAddSingleton<ProviderCalls>();
        services.TryAddSingleton<TokenExchange>();
        return services;
    }
}
