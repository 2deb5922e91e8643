using System.Collections.Concurrent;

namespace MusicAuth.Upstream;

/// <summary>
/// The two sides of a provider that refuse our app independently: tokens are still minted while Premium has lapsed,
/// and access tokens still serve while the secret is wrong. So a success heals only its own side.
/// </summary>
public enum ProviderSide
{
    Token,
    Api,
}

/// <summary>Whether a provider accepts our app. An unhealthy one is asked by one request every 15 seconds.</summary>
public sealed class ProviderHealth(TimeProvider clock)
{
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<(string, ProviderSide), Illness> _ill = new();

    /// <param name="provider">The wire name.</param>
    /// <param name="side">Where it was refused.</param>
    /// <param name="reason">invalid_client, premium_lapsed or app_disabled.</param>
    public void ReportUnhealthy(string provider, ProviderSide side, string reason) =>
        _ill[(provider, side)] = new Illness(reason, clock.GetTimestamp());

    public void ReportHealthy(string provider, ProviderSide side)
    {
        if (_ill.ContainsKey((provider, side)))
            _ill.TryRemove((provider, side), out _);
    }

    /// <summary>The reason of the refusal, null while healthy.</summary>
    public string? ReasonOf(string provider, ProviderSide side) =>
        _ill.TryGetValue((provider, side), out var illness) ? illness.Reason : null;

    /// <summary>Passes for the one caller whose turn it is to try again, and who then must ask.</summary>
    /// <exception cref="UpstreamException"><see cref="UpstreamFault.AppUnhealthy"/> for everybody else.</exception>
    public void ThrowIfUnhealthy(string provider, ProviderSide side)
    {
        if (Refusal(provider, side, takesTurn: true) is { } refusal)
            throw refusal;
    }

    /// <summary>Null for whom it may be asked.</summary>
    /// <param name="provider">The wire name.</param>
    /// <param name="side">Where.</param>
    /// <param name="takesTurn">Whether the caller, if it is time to try again, is the one who then must ask.</param>
    public UpstreamException? Refusal(string provider, ProviderSide side, bool takesTurn)
    {
        while (_ill.TryGetValue((provider, side), out var illness))
        {
            if (RestOf(illness) is { Ticks: > 0 } rest)
                return Refused(provider, illness, rest);
            if (!takesTurn
                || _ill.TryUpdate((provider, side), illness with { Since = clock.GetTimestamp() }, illness))
                return null;
        }

        return null;
    }

    /// <summary>When it is tried again; null while healthy.</summary>
    public TimeSpan? RestOf(string provider, ProviderSide side) => _ill.TryGetValue((provider, side), out var illness)
        ? RestOf(illness) is { Ticks: > 0 } rest ? rest : TimeSpan.Zero
        : null;

    private TimeSpan RestOf(Illness illness) => ProbeInterval - clock.GetElapsedTime(illness.Since);

    private static UpstreamException Refused(string provider, Illness illness, TimeSpan rest) =>
        new(provider, UpstreamFault.AppUnhealthy, "The provider refuses our app.")
        {
            Reason = illness.Reason,
            RetryAfter = rest,
        };

    /// <param name="Reason">Why the app is refused.</param>
    /// <param name="Since">The timestamp of the last try.</param>
    private sealed record Illness(string Reason, long Since);
}
