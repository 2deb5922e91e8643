using System.Collections.Concurrent;

namespace MusicAuth.Grants.Limits;

/// <summary>
/// Spares a token endpoint that fails for several grants: one grant at a time asks, every half minute, each in its
/// turn; and when it is back, the others come one after another. One grant alone has its back-off (RefreshPauses).
/// </summary>
public sealed class TokenEndpointBreaker(TimeProvider time)
{
    private static readonly CircuitBreakerOptions Options = new(
        new BackoffSteps(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30)), Jitter: TimeSpan.FromSeconds(3),
        AdmitsUnaffectedGrants: false);

    private readonly ConcurrentDictionary<string, Endpoint> _endpoints = new(StringComparer.Ordinal);

    /// <summary>How long this refresh waits for its turn: zero in ordinary times.</summary>
    /// <returns>False where it would be too long, or another grant's turn; then that long nothing can be had.</returns>
    public bool TryAcquire(string provider, Guid grantId, out TimeSpan wait)
    {
        var endpoint = EndpointOf(provider);
        wait = endpoint.Breaker.GetWait(grantId, takesProbe: true);
        return wait <= TimeSpan.Zero && endpoint.Recovery.TryAcquire(out wait);
    }

    /// <summary>The wait that is kept, where that is longer than what a grant is told otherwise.</summary>
    public TokenResult WithBreakerWait(Grant grant, TokenResult result) =>
        result is TokenResult.Unavailable { RetryAfter: var told }
        && EndpointOf(grant.Provider).Breaker.PeekWait(grant.Id) is var wait && wait > told
            ? new TokenResult.Unavailable(wait)
            : result;

    /// <summary>A refresh failed.</summary>
    /// <param name="provider">The wire name.</param>
    /// <param name="grantId">Whose refresh it was.</param>
    /// <param name="isConnection">Whether no answer came at all.</param>
    public void RecordFailure(string provider, Guid grantId, bool isConnection) =>
        EndpointOf(provider).Breaker.RecordFailure(grantId, resource: null, isConnection);

    /// <summary>It answered, whatever it said.</summary>
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
