using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MusicAuth.Upstream;

internal static class UpstreamModule
{
    /// <summary>Needs <c>AddPersistence</c>.</summary>
    public static IServiceCollection AddUpstream(this IServiceCollection services)
    {
        services.AddUpstreamCalls();
        services.AddSingleton<RateLimitBlockStore>();
        services.AddHostedService<RateLimitBlockSync>();
        return services;
    }

    /// <summary>Outgoing calls without a database: rate-limit blocks end with the process.</summary>
    public static IServiceCollection AddUpstreamCalls(this IServiceCollection services)
    {
        services.AddOptions<UpstreamOptions>().BindSection(UpstreamOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<NewRateLimitBlocks>();
        services.TryAddSingleton<UpstreamMetrics>();
        services.TryAddSingleton<AppHealth>();
        services.TryAddSingleton<OutboundLimiter>();
        services.TryAddSingleton<CallOutcomeRecorder>();
        services.TryAddSingleton<ProviderCallSender>();
        services.TryAddSingleton<TokenRequestSender>();
        return services.AddResponseCache();
    }

    private static IServiceCollection AddResponseCache(this IServiceCollection services)
    {
        services.AddOptions<RedisOptions>()
            .BindSection(RedisOptions.Section)
            .Validate(
                redis => !redis.IsConfigured || RedisConnectionString.IsValid(redis.ConnectionString),
                "Redis:ConnectionString must have the form host:port, with further settings after commas.");
        services.TryAddSingleton<CacheMetrics>();
        // FusionCache costs memory, so only replicas that share a Redis load it.
        services.TryAddSingleton<CacheStore>(provider =>
            provider.GetRequiredService<IOptions<RedisOptions>>().Value.IsConfigured
                ? new SharedCacheStore(
                    provider.GetRequiredService<IOptions<UpstreamOptions>>(),
                    ActivatorUtilities.CreateInstance<RedisCacheLevel>(provider))
                : ActivatorUtilities.CreateInstance<MemoryCacheStore>(provider));
        services.TryAddSingleton<ResponseCache>();
        services.AddHostedService(provider => provider.GetRequiredService<CacheStore>());
        return services;
    }
}
