using Microsoft.Extensions.DependencyInjection.Extensions;
using MusicAuth.Web;

namespace MusicAuth.Upstream;

public static class UpstreamModule
{
    /// <summary>Needs <c>AddPersistence</c>.</summary>
    public static IServiceCollection AddUpstream(this IServiceCollection services)
    {
        services.AddUpstreamCalls();
        services.AddSingleton<PauseStore>();
        services.AddHostedService<PauseKeeper>();
        return services;
    }

    /// <summary>The governor and what goes through it, without a memory beyond the process.</summary>
    public static IServiceCollection AddUpstreamCalls(this IServiceCollection services)
    {
        services.AddOptions<UpstreamOptions>()
            .BindSection(UpstreamOptions.Section)
            .ValidateDataAnnotations();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<PauseNews>();
        services.TryAddSingleton<UpstreamMetrics>();
        services.TryAddSingleton<ProviderGovernor>();
        services.TryAddSingleton<UpstreamWatch>();
        services.TryAddSingleton<ProviderHealth>();
        services.TryAddSingleton<ProviderCalls>();
        services.TryAddSingleton<TokenExchange>();
        return services;
    }
}
