namespace MusicAuth.Providers;

/// <summary>Reports to <c>GET /providers</c> whether a provider accepts this server's app and answers.</summary>
internal sealed class ProviderHealthReport(OutboundLimiter limiter, AppHealth health)
{
    private static readonly ProviderEndpoint[] Endpoints = [ProviderEndpoint.Api, ProviderEndpoint.Token];

    // Anonymous visitors can cause a block of code exchanges, and that block affects no connection.
    private static readonly RateLimitScope[] Scopes = [RateLimitScope.Api, RateLimitScope.Refresh];

    // A refused app comes first: the operator can correct it.
    public ProviderHealthInfo Create(string provider)
    {
        foreach (var endpoint in Endpoints)
        {
            if (health.GetReason(provider, endpoint) is { } reason)
                return new(
                    ProviderHealthStatus.Unhealthy, reason,
                    RetryAfterHeader.ToSeconds(health.GetWait(provider, endpoint)));
        }

        var blocks = Scopes.Select(scope => limiter.GetBlock(provider, scope)).OfType<RateLimitBlock>();
        if (blocks.MaxBy(block => block.Remaining) is { } longest)
            return new(ProviderHealthStatus.Paused, longest.Reason, RetryAfterHeader.ToSeconds(longest.Remaining));
        var outage = Endpoints.Max(endpoint => limiter.GetCircuitWait(provider, endpoint));
        return outage is null
            ? ProviderHealthInfo.Ok
            : new(ProviderHealthStatus.Outage, Reason: null, RetryAfterHeader.ToSeconds(outage));
    }
}
