using System.Collections.Concurrent;

namespace MusicAuth.Upstream.Limits;

/// <summary>Whether a provider accepts our app. An unhealthy one is asked by one request every 15 seconds.</summary>
public sealed class AppHealth(TimeProvider clock)
{
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<(string, ProviderEndpoint), Illness> _ill = new();

    /// <param name="provider">The wire name.</param>
    /// <param name="side">Where it was refused.</param>
    /// <param name="reason">invalid_client, premium_lapsed or app_disabled.</param>
    public void ReportUnhealthy(string provider, ProviderEndpoint side, string reason) =>
        _ill[(provider, side)] = new Illness(reason, clock.GetTimestamp());

    public void ReportHealthy(string provider, ProviderEndpoint side)
    {
        if (_ill.ContainsKey((provider, side)))
            _ill.TryRemove((provider, side), out _);
    }

    /// <summary>The reason of the refusal, null while healthy.</summary>
    public string? GetReason(string provider, ProviderEndpoint side) =>
        _ill.TryGetValue((provider, side), out var illness) ? illness.Reason : null;

    /// <summary>Passes for the one caller whose turn it is to try again, and who then must ask.</summary>
    /// <exception cref="UpstreamException"><see cref="UpstreamFault.AppUnhealthy"/> for everybody else.</exception>
    public void ThrowIfUnhealthy(string provider, ProviderEndpoint side)
    {
        if (GetRefusal(provider, side, takesTurn: true) is { } refusal)
            throw refusal;
    }

    /// <summary>Null for whom it may be asked.</summary>
    /// <param name="provider">The wire name.</param>
    /// <param name="side">Where.</param>
    /// <param name="takesTurn">Whether the caller, if it is time to try again, is the one who then must ask.</param>
    public UpstreamException? GetRefusal(string provider, ProviderEndpoint side, bool takesTurn)
    {
        while (_ill.TryGetValue((provider, side), out var illness))
        {
            if (GetWait(illness) is { Ticks: > 0 } rest)
                return Refused(provider, illness, rest);
            if (!takesTurn
                || _ill.TryUpdate((provider, side), illness with { Since = clock.GetTimestamp() }, illness))
                return null;
        }

        return null;
    }

    /// <summary>When it is tried again; null while healthy.</summary>
    public TimeSpan? GetWait(string provider, ProviderEndpoint side) => _ill.TryGetValue((provider, side), out var illness)
        ? GetWait(illness) is { Ticks: > 0 } rest ? rest : TimeSpan.Zero
        : null;

    private TimeSpan GetWait(Illness illness) => ProbeInterval - clock.GetElapsedTime(illness.Since);

    private static UpstreamException Refused(string provider, Illness illness, TimeSpan rest) =>
        new(provider, UpstreamFault.AppUnhealthy, "The provider rejects the app registration of this server.")
        {
            Reason = illness.Reason,
            RetryAfter = rest,
        };

    /// <param name="Reason">Why the app is refused.</param>
    /// <param name="Since">The timestamp of the last try.</param>
    private sealed record Illness(string Reason, long Since);
}
