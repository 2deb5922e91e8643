using System.Collections.Concurrent;

namespace MusicAuth.Upstream.Limits;

/// <summary>
/// Whether a provider accepts the provider app. While it does not, one call every 15 s probes the app. The two
/// endpoints are independent: Spotify still issues tokens while Premium has lapsed, and access tokens still work while
/// the secret is wrong.
/// </summary>
public sealed class AppHealth(TimeProvider clock)
{
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(15);

    private static readonly CircuitBreakerOptions Options = new(
        new BackoffSteps(ProbeInterval, ProbeInterval), Jitter: TimeSpan.Zero, AdmitsUnaffectedGrants: false);

    private readonly ConcurrentDictionary<(string, ProviderEndpoint), CircuitBreaker> _breakers = new();
    private readonly ConcurrentDictionary<(string, ProviderEndpoint), DateTimeOffset> _since = new();

    /// <param name="reason">One of <see cref="ProviderReasons"/>.</param>
    public void ReportUnhealthy(string provider, ProviderEndpoint endpoint, string reason)
    {
        _since.TryAdd((provider, endpoint), clock.GetUtcNow());
        _breakers.GetOrAdd((provider, endpoint), static (_, clock) => new CircuitBreaker(Options, clock), clock)
            .Open(reason);
    }

    public void ReportHealthy(string provider, ProviderEndpoint endpoint)
    {
        if (Find(provider, endpoint)?.RecordResponse() is true)
            _since.TryRemove((provider, endpoint), out _);
    }

    /// <summary>When the provider first rejected the app; null while the app is healthy.</summary>
    public DateTimeOffset? GetUnhealthySince(string provider, ProviderEndpoint endpoint) =>
        GetReason(provider, endpoint) is not null && _since.TryGetValue((provider, endpoint), out var since)
            ? since
            : null;

    /// <summary>The provider has another app, of which nothing is known.</summary>
    public void Reset(string provider)
    {
        foreach (var endpoint in Enum.GetValues<ProviderEndpoint>())
            ReportHealthy(provider, endpoint);
    }

    public string? GetReason(string provider, ProviderEndpoint endpoint) => Find(provider, endpoint)?.Reason;

    /// <summary>The time until the next probe; null while the app is healthy.</summary>
    public TimeSpan? GetWait(string provider, ProviderEndpoint endpoint) =>
        Find(provider, endpoint) is { IsOpen: true } breaker ? breaker.TimeUntilProbe : null;

    /// <param name="takesProbe">Whether the call leaves now and so becomes the probe that is due.</param>
    public UpstreamException? GetRefusal(string provider, ProviderEndpoint endpoint, bool takesProbe) =>
        Find(provider, endpoint) is { Reason: { } reason } breaker
            && breaker.GetWait(grant: default, takesProbe) is { Ticks: > 0 } wait
                ? new(provider, UpstreamFault.AppUnhealthy, "The provider rejects the app registration of this server.")
                {
                    Reason = reason,
                    RetryAfter = wait,
                }
                : null;

    private CircuitBreaker? Find(string provider, ProviderEndpoint endpoint) =>
        _breakers.GetValueOrDefault((provider, endpoint));
}
