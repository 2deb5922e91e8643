using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MusicAuth.Upstream;

public static class UpstreamModule
{
    /// <summary>Needs <c>AddPersistence</c>.</summary>
    public static IServiceCollection AddUpstream(this IServiceCollection services)
    {
        services.AddUpstreamCalls();
        services.AddSingleton<RateLimitBlockStore>();
        services.AddHostedService<RateLimitBlockSync>();
        return services;
    }

    /// <summary>The governor and what goes through it, without a memory beyond the process.</summary>
    public static IServiceCollection AddUpstreamCalls(this IServiceCollection services)
    {
        services.AddOptions<UpstreamOptions>().BindSection(UpstreamOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<RateLimitBlockQueue>();
        services.TryAddSingleton<UpstreamMetrics>();
        services.TryAddSingleton<OutboundLimiter>();
        services.TryAddSingleton<CallOutcomeRecorder>();
        services.TryAddSingleton<AppHealth>();
        services.TryAddSingleton<ProviderCallSender>();
        services.TryAddSingleton<TokenRequestSender>();
        return services.AddResponseCache();
    }

    private static IServiceCollection AddResponseCache(this IServiceCollection services)
    {
        services.AddOptions<RedisOptions>()
            .BindSection(RedisOptions.Section)
            .Validate(
                redis => string.IsNullOrWhiteSpace(redis.ConnectionString) || redis.Parse() is not null,
                "Redis:ConnectionString must read as host:port, with further settings after commas.");
        services.TryAddSingleton<CacheMetrics>();
        services.TryAddSingleton<CacheStore>();
        services.TryAddSingleton<ResponseCache>();
        services.AddHostedService(provider => provider.GetRequiredService<CacheStore>());
        return services;
    }
}
