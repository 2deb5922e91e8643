using System.Collections.Concurrent;

namespace MusicAuth.Upstream;

/// <summary>
/// Holds back what leaves for the providers: so many calls at once to an API, no more than it takes in a window, none
/// while the provider asks for a pause, refuses our app or does not answer at all. Nobody waits longer than 2 s.
/// </summary>
/// <remarks>
/// Refreshes are never kept waiting and never refused for want of a place, nor for an outage: their intent is written
/// and their claim runs, and Grants.ProviderOutages has given them their turn before.
/// </remarks>
public sealed class ProviderGovernor : IDisposable
{
    /// <summary>Of the broker's own calls: one answer of many pages must not look like a flood.</summary>
    public const int CallsAtOnce = 4;

    /// <summary>Of calls that apps make: what each of them would do without us, and one connection each.</summary>
    public const int AppCallsAtOnce = ProviderHttp.MostConnections;

    private readonly ConcurrentDictionary<string, Provider> _providers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProviderApp> _apps;
    private readonly ProviderHealth _health;
    private readonly PauseNews _news;
    private readonly UpstreamMetrics _metrics;
    private readonly TimeProvider _clock;

    public ProviderGovernor(
        IEnumerable<ProviderApp> apps, ProviderHealth health, PauseNews news, UpstreamMetrics metrics,
        TimeProvider clock)
    {
        _apps = apps.ToDictionary(app => app.Provider, StringComparer.Ordinal);
        (_health, _news, _metrics, _clock) = (health, news, metrics, clock);
        foreach (var provider in _apps.Keys)
            SideOf(provider, ProviderSide.Api);
        metrics.Watch(Sides);
    }

    /// <summary>A place for one call; disposing gives it back, once the body is read.</summary>
    /// <remarks>What came of the call is told to <see cref="UpstreamWatch"/>, unless its caller gave up.</remarks>
    /// <exception cref="UpstreamException">
    /// At once where the provider is not to be asked, after 2 s where there is no place. Retry-After says when.
    /// </exception>
    public ValueTask<IDisposable> EnterAsync(UpstreamTurn turn, CancellationToken cancellationToken)
    {
        var side = SideOf(turn.Provider, turn.Side);
        ThrowIfRefused(turn, side, takesTurn: false);
        if (turn is { Side: ProviderSide.Token, Priority: CallPriority.Refresh or CallPriority.Background })
        {
            ThrowIfRefused(turn, side, takesTurn: true);
            return ValueTask.FromResult<IDisposable>(NoPlace.Instance);
        }

#pragma warning disable CA2000 // The place is the caller's.
        return side.Lane.TryEnter(turn.Priority, turn.Origin) is { } place
            ? ValueTask.FromResult(Entered(turn, side, place))
            : WaitAsync(turn, side, cancellationToken);
#pragma warning restore CA2000
    }

    /// <summary>Like the beginning of <see cref="EnterAsync"/>: takes no place and no turn.</summary>
    /// <exception cref="UpstreamException">The provider is not to be asked now.</exception>
    public void ThrowIfRefused(UpstreamTurn turn) =>
        ThrowIfRefused(turn, SideOf(turn.Provider, turn.Side), takesTurn: false);

    /// <exception cref="UpstreamException">The provider has asked for a pause.</exception>
    public void ThrowIfBlocked(string provider, ProviderSide side)
    {
        if (SideOf(provider, side).Pause.Current is { } pause)
            throw Paused(provider, pause);
    }

    /// <summary>No call until then; a shorter pause never ends a longer one.</summary>
    /// <returns>How long the provider is not asked now.</returns>
    public TimeSpan Block(string provider, ProviderSide side, TimeSpan? retryAfter, string? reason)
    {
        var blocked = SideOf(provider, side);
        var (pause, isLonger) = blocked.Pause.Prolong(retryAfter, reason);
        if (isLonger)
        {
            if (AppOf(provider)?.ClientId() is { Length: > 0 } clientId)
                _news.Tell(new PauseNote(provider, side, clientId, pause));
            blocked.Lane.Refuse(() => Paused(provider, pause));
        }

        return pause.Until - _clock.GetUtcNow();
    }

    /// <summary>A pause that was set before a restart, or by another process.</summary>
    /// <returns>False where it is another app's.</returns>
    public bool Adopt(PauseNote note)
    {
        if (AppOf(note.Provider)?.ClientId() != note.ClientId)
            return false;
        SideOf(note.Provider, note.Side).Pause.Adopt(note.Pause);
        return true;
    }

    /// <summary>The pause in force, null where there is none.</summary>
    public Pause? PauseOf(string provider, ProviderSide side) => SideOf(provider, side).Pause.Current;

    /// <summary>How long the provider is not asked for want of any answer, null where it answers.</summary>
    public TimeSpan? OutageOf(string provider, ProviderSide side) =>
        SideOf(provider, side).Circuit is { IsOpen: true } circuit ? circuit.Rest : null;

    /// <summary>How many calls its window takes, as far as is known.</summary>
    public int? LimitOf(string provider) => SideOf(provider, ProviderSide.Api).Lane.Limit;

    public void Dispose()
    {
        foreach (var provider in _providers.Values)
            provider.Dispose();
    }

    /// <summary>A call was sent once more, by what sends it.</summary>
    internal void CountRepeat(string provider) => SideOf(provider, ProviderSide.Api).Lane.Count();

    /// <summary>Everything of one side of a provider.</summary>
    internal Side SideOf(string provider, ProviderSide side)
    {
        if (!_providers.TryGetValue(provider, out var both))
            both = _providers.GetOrAdd(provider, static (name, governor) => governor.NewProvider(name), this);
        return side is ProviderSide.Api ? both.Api : both.Token;
    }

    internal static UpstreamException Paused(string provider, Pause pause, TimeSpan rest) =>
        new(provider, UpstreamFault.RateLimited, "The provider has asked for a pause.")
        {
            Reason = pause.Reason,
            RetryAfter = rest,
        };

    internal static UpstreamException Down(string provider, TimeSpan rest) =>
        new(provider, UpstreamFault.Unavailable, "The provider does not answer at the moment.") { RetryAfter = rest };

    private UpstreamException Paused(string provider, Pause pause) =>
        Paused(provider, pause, pause.Until - _clock.GetUtcNow());

    private async ValueTask<IDisposable> WaitAsync(
        UpstreamTurn turn, Side side, CancellationToken cancellationToken)
    {
        var since = _clock.GetTimestamp();
        try
        {
            var place = await side.Lane.WaitAsync(
                turn.Priority, turn.Origin, turn.UserId.GetValueOrDefault(), cancellationToken);
            return Entered(turn, side, place);
        }
        catch (UpstreamException refusal)
        {
            _metrics.Refused(turn, refusal);
            throw;
        }
        finally
        {
            _metrics.Waited(turn, _clock.GetElapsedTime(since));
        }
    }

    // Those who waited behind a 429 must not run into it one by one.
    private IDisposable Entered(UpstreamTurn turn, Side side, IDisposable place)
    {
        try
        {
            ThrowIfRefused(turn, side, takesTurn: true);
            return place;
        }
        catch
        {
            side.Lane.TakeBack();
            place.Dispose();
            throw;
        }
    }

    private void ThrowIfRefused(UpstreamTurn turn, Side side, bool takesTurn)
    {
        if (side.Pause.Current is { } pause)
            throw Told(turn, Paused(turn.Provider, pause));
        var asksOutage = turn is { Side: ProviderSide.Api } or { Priority: CallPriority.SignIn };
        if (asksOutage && side.Circuit.Rest is { Ticks: > 0 } rest)
            throw Told(turn, Down(turn.Provider, rest));
        // At the token endpoint a sign-in always asks: somebody has just changed the secret.
        if (turn is { Side: ProviderSide.Api } or { Priority: not CallPriority.SignIn })
        {
            if (_health.Refusal(turn.Provider, turn.Side, takesTurn) is { } refusal)
                throw Told(turn, refusal);
        }

        if (asksOutage && takesTurn && side.Circuit.TakeTurn() is { Ticks: > 0 } late)
            throw Told(turn, Down(turn.Provider, late));
    }

    private UpstreamException Told(UpstreamTurn turn, UpstreamException refusal)
    {
        _metrics.Refused(turn, refusal);
        return refusal;
    }

    private ProviderApp? AppOf(string provider) => _apps.GetValueOrDefault(provider);

    private Provider NewProvider(string name)
    {
        var window = AppOf(name) is { } app ? new CallWindow(app.Window, app.Limit, _clock) : null;
        return new Provider(NewSide(name, window), NewSide(name, window: null));
    }

#pragma warning disable CA2000 // Disposed with its provider.
    private Side NewSide(string provider, CallWindow? window) =>
        new(new CallLane(provider, window, _clock), new CallPause(_clock), new OutageCircuit(_clock));
#pragma warning restore CA2000

    private IEnumerable<(string Provider, ProviderSide Side, Side State)> Sides() => _providers.SelectMany(
        one => new[]
        {
            (one.Key, ProviderSide.Api, one.Value.Api),
            (one.Key, ProviderSide.Token, one.Value.Token),
        });

    /// <summary>What holds calls back, for each side of a provider apart.</summary>
    internal sealed record Side(CallLane Lane, CallPause Pause, OutageCircuit Circuit);

    private sealed record Provider(Side Api, Side Token) : IDisposable
    {
        public void Dispose()
        {
            Api.Lane.Dispose();
            Token.Lane.Dispose();
        }
    }

    private sealed class NoPlace : IDisposable
    {
        public static NoPlace Instance { get; } = new();

        public void Dispose()
        {
        }
    }
}
