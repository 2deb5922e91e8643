using Microsoft.Extensions.DependencyInjection.Extensions;
using MusicAuth.SignIn;
using MusicAuth.Upstream;

namespace MusicAuth.Providers;

/// <summary>What is known of our app at a provider, in the words of the list of providers.</summary>
internal static class ProviderConditions
{
    private static readonly ProviderSide[] Sides = [ProviderSide.Api, ProviderSide.Token];

    // A block of code exchanges, which a stranger can cause, holds back no connection.
    private static readonly BlockKind[] Blocks = [BlockKind.Api, BlockKind.Refresh];

    public static IServiceCollection AddProviderConditions(this IServiceCollection services)
    {
        services.TryAddSingleton<ConditionOf>(provider =>
        {
            var governor = provider.GetRequiredService<ProviderGovernor>();
            var health = provider.GetRequiredService<ProviderHealth>();
            return name => Of(name, governor, health);
        });
        return services;
    }

    // What a person can mend comes first.
    private static ProviderCondition Of(string name, ProviderGovernor governor, ProviderHealth health)
    {
        foreach (var side in Sides)
        {
            if (health.ReasonOf(name, side) is { } reason)
                return new(ProviderStatus.Unhealthy, reason, Seconds(health.RestOf(name, side)));
        }

        var pause = Blocks.Select(kind => governor.PauseOf(name, kind)).OfType<Pause>().MaxBy(pause => pause.Rest);
        if (pause is not null)
            return new(ProviderStatus.Paused, pause.Reason, Seconds(pause.Rest));
        var outage = Sides.Max(side => governor.OutageOf(name, side));
        return outage is { } rest
            ? new(ProviderStatus.Outage, Reason: null, Seconds(rest))
            : ProviderCondition.Ok;
    }

    private static int? Seconds(TimeSpan? rest) =>
        rest is { } length ? Math.Max(1, (int)Math.Ceiling(length.TotalSeconds)) : null;
}
