using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace MusicAuth.Upstream;

/// <summary>Holds calls to a provider back: four at once, none while the provider has asked for a pause.</summary>
public sealed class ProviderGovernor(TimeProvider clock) : IDisposable
{
    public const int CallsAtOnce = 4;

    private const int Waiting = 1_000;
    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    /// <summary>
    /// Waits in order of arrival for one of the places; disposing gives it back, once the body is read.
    /// </summary>
    /// <exception cref="UpstreamException">At once, while the provider has asked for a pause.</exception>
    public async ValueTask<IDisposable> EnterAsync(UpstreamTurn turn, CancellationToken cancellationToken)
    {
        var provider = turn.Provider;
        var lane = LaneOf(provider);
        ThrowIfBlocked(provider);
        var place = await lane.Places.AcquireAsync(1, cancellationToken);
        try
        {
            if (!place.IsAcquired)
                throw new UpstreamException(provider, UpstreamFault.Unavailable, "Too many calls are waiting.")
                {
                    RetryAfter = DefaultPause,
                };
            // Those who waited behind a 429 must not run into it one by one.
            ThrowIfBlocked(provider);
            return place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    public void ThrowIfBlocked(string provider)
    {
        if (LaneOf(provider).Pause is not { } pause || pause.Until - clock.GetUtcNow() is not { Ticks: > 0 } rest)
            return;
        throw new UpstreamException(provider, UpstreamFault.RateLimited, "The provider has asked for a pause.")
        {
            Reason = pause.Reason,
            RetryAfter = rest,
        };
    }

    /// <summary>No call until then; a shorter pause never ends a longer one.</summary>
    /// <returns>How long the provider is not asked now.</returns>
    public TimeSpan Block(string provider, TimeSpan? retryAfter, string? reason)
    {
        var now = clock.GetUtcNow();
        var asked = new Pause(now + (retryAfter ?? DefaultPause), reason);
        var lane = LaneOf(provider);
        lock (lane)
        {
            if (lane.Pause is not { } pause || pause.Until < asked.Until)
                lane.Pause = asked;
            return lane.Pause.Until - now;
        }
    }

    public void Dispose()
    {
        foreach (var lane in _lanes.Values)
            lane.Places.Dispose();
    }

    private Lane LaneOf(string provider) => _lanes.GetOrAdd(provider, static _ => new Lane());

    private sealed record Pause(DateTimeOffset Until, string? Reason);

    private sealed class Lane
    {
        private volatile Pause? _pause;

        public ConcurrencyLimiter Places { get; } = new(new ConcurrencyLimiterOptions
        {
            PermitLimit = CallsAtOnce,
            QueueLimit = Waiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });

        public Pause? Pause
        {
            get => _pause;
            set => _pause = value;
        }
    }
}
