using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MusicAuth.Providers;

/// <summary>What is known of our app at a provider, in the words of the list of providers.</summary>
internal static class ProviderHealthReport
{
    private static readonly ProviderEndpoint[] Sides = [ProviderEndpoint.Api, ProviderEndpoint.Token];

    // A block of code exchanges, which a stranger can cause, holds back no connection.
    private static readonly RateLimitScope[] Blocks = [RateLimitScope.Api, RateLimitScope.Refresh];

    public static IServiceCollection AddProviderHealthReport(this IServiceCollection services)
    {
        services.TryAddSingleton<GetProviderHealth>(provider =>
        {
            var governor = provider.GetRequiredService<OutboundLimiter>();
            var health = provider.GetRequiredService<AppHealth>();
            return name => GetReport(name, governor, health);
        });
        return services;
    }

    // What a person can mend comes first.
    private static ProviderHealthInfo GetReport(string name, OutboundLimiter governor, AppHealth health)
    {
        foreach (var side in Sides)
        {
            if (health.GetReason(name, side) is { } reason)
                return new(ProviderHealthStatus.Unhealthy, reason, Seconds(health.GetWait(name, side)));
        }

        var pause = Blocks.Select(kind => governor.GetBlock(name, kind)).OfType<RateLimitBlock>().MaxBy(pause => pause.Rest);
        if (pause is not null)
            return new(ProviderHealthStatus.Paused, pause.Reason, Seconds(pause.Rest));
        var outage = Sides.Max(side => governor.GetCircuitWait(name, side));
        return outage is { } rest
            ? new(ProviderHealthStatus.Outage, Reason: null, Seconds(rest))
            : ProviderHealthInfo.Ok;
    }

    private static int? Seconds(TimeSpan? rest) =>
        rest is { } length ? Math.Max(1, (int)Math.Ceiling(length.TotalSeconds)) : null;
}
