using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MusicAuth.Upstream;

public static class UpstreamModule
{
    public static IServiceCollection AddUpstream(this IServiceCollection services)
    {
        services.AddOptions<UpstreamOptions>()
            .BindConfiguration(UpstreamOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ProviderGovernor>();
        services.TryAddSingleton<ProviderHealth>();
        services.TryAddSingleton<ProviderCalls>();
        services.TryAddSingleton<TokenExchange>();
        return services;
    }
}
