using System.Collections.Concurrent;
using MusicAuth.Web;

namespace MusicAuth.Grants;

/// <summary>
/// Spares a token endpoint that fails for several grants: one grant at a time asks, every half minute, each in its
/// turn; and when it is back, the others come one after another. One grant alone has its back-off (RefreshPauses).
/// </summary>
public sealed class ProviderOutages(TimeProvider time)
{
    private static readonly CircuitRules Rules = new(
        FirstRest: TimeSpan.FromSeconds(30), LongestRest: TimeSpan.FromSeconds(30), Jitter: TimeSpan.FromSeconds(3),
        AllowsOthers: false);

    private readonly ConcurrentDictionary<string, Endpoint> _endpoints = new(StringComparer.Ordinal);

    /// <summary>How long this refresh waits for its turn: zero in ordinary times.</summary>
    /// <returns>False where it would be too long, or another grant's turn; then that long nothing can be had.</returns>
    public bool TryTakeTurn(string provider, Guid grantId, out TimeSpan wait)
    {
        var endpoint = EndpointOf(provider);
        wait = endpoint.Breaker.WaitOf(grantId, takesProbe: true);
        return wait <= TimeSpan.Zero && endpoint.Recovery.TryTakeTurn(out wait);
    }

    /// <summary>The wait that is kept, where that is longer than what a grant is told otherwise.</summary>
    public TokenResult Told(Grant grant, TokenResult result) =>
        result is TokenResult.Unavailable { RetryAfter: var told }
        && EndpointOf(grant.Provider).Breaker.Peek(grant.Id) is var wait && wait > told
            ? new TokenResult.Unavailable(wait)
            : result;

    /// <summary>A refresh failed.</summary>
    /// <param name="provider">The wire name.</param>
    /// <param name="grantId">Whose refresh it was.</param>
    /// <param name="isConnection">Whether no answer came at all.</param>
    public void Failed(string provider, Guid grantId, bool isConnection) =>
        EndpointOf(provider).Breaker.Failed(grantId, resource: null, isConnection);

    /// <summary>It answered, whatever it said.</summary>
    public void Answered(string provider)
    {
        var endpoint = EndpointOf(provider);
        if (endpoint.Breaker.Answered())
            endpoint.Recovery.Begin();
    }

    private Endpoint EndpointOf(string provider) => _endpoints.GetOrAdd(
        provider, static (_, time) => new Endpoint(new CircuitBreaker(Rules, time), new RecoveryTurns(time)), time);

    private sealed record Endpoint(CircuitBreaker Breaker, RecoveryTurns Recovery);
}
