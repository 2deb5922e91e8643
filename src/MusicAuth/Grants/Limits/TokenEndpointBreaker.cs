using System.Collections.Concurrent;

namespace MusicAuth.Grants.Limits;

/// <summary>
/// The circuit breaker of a token endpoint. It opens when several grants fail, and lets one grant probe every half
/// minute. After the recovery it spaces the refreshes. A single failing grant only backs off.
/// </summary>
internal sealed class TokenEndpointBreaker(TimeProvider time)
{
    private static readonly CircuitBreakerOptions Options = new(
        new BackoffSteps(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30)), Jitter: TimeSpan.FromSeconds(3),
        AdmitsUnaffectedGrants: false);

    private readonly ConcurrentDictionary<string, Endpoint> _endpoints = new(StringComparer.Ordinal);

    /// <summary>Gives the wait before this refresh or, where it is refused, before the next attempt.</summary>
    public bool TryAcquire(string provider, Guid grantId, out TimeSpan wait)
    {
        var endpoint = EndpointOf(provider);
        wait = endpoint.Breaker.GetWait(grantId, takesProbe: true);
        return wait <= TimeSpan.Zero && endpoint.Recovery.TryAcquire(out wait);
    }

    /// <summary>Replaces the wait of a result by the breaker's, where that is longer.</summary>
    public TokenResult WithBreakerWait(Grant grant, TokenResult result) =>
        result is TokenResult.Unavailable { RetryAfter: var retryAfter }
        && EndpointOf(grant.Provider).Breaker.PeekWait(grant.Id) is var wait && wait > retryAfter
            ? new TokenResult.Unavailable(wait)
            : result;

    public void RecordFailure(string provider, Guid grantId, bool isConnection) =>
        EndpointOf(provider).Breaker.RecordFailure(grantId, resource: null, isConnection);

    /// <summary>Any response closes the breaker.</summary>
    public void RecordResponse(string provider)
    {
        var endpoint = EndpointOf(provider);
        if (endpoint.Breaker.RecordResponse())
            endpoint.Recovery.Begin();
    }

    private Endpoint EndpointOf(string provider) => _endpoints.GetOrAdd(
        provider, static (_, time) => new Endpoint(new CircuitBreaker(Options, time), new RecoveryPacer(time)), time);

    private sealed record Endpoint(CircuitBreaker Breaker, RecoveryPacer Recovery);
}
