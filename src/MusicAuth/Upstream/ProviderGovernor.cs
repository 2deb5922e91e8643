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
    /// <summary>The broker's own calls for one user: one page of many calls must not look like a flood.</summary>
    public const int CallsAtOnce = 4;

    /// <summary>Calls of one user's apps. There are twice as many slots: no user holds more than half.</summary>
    public const int AppCallsAtOnce = ProviderHttp.MostConnections;

    private static readonly BlockKind[] ApiKinds = [BlockKind.Api];
    private static readonly BlockKind[] TokenKinds =
        [BlockKind.Refresh, BlockKind.CodeExchange, BlockKind.ClientCredentials];

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
        ThrowIfRefused(turn, side, leaves: false);
        if (IsRefresh(turn))
        {
            ThrowIfRefused(turn, side, leaves: true);
            return ValueTask.FromResult<IDisposable>(NoPlace.Instance);
        }

#pragma warning disable CA2000 // The place is the caller's.
        return side.Lane.TryEnter(turn.Priority, turn.Origin, turn.Holder) is { } place
            ? ValueTask.FromResult(Entered(turn, side, place))
            : WaitAsync(turn, side, cancellationToken);
#pragma warning restore CA2000
    }

    /// <summary>Like the beginning of <see cref="EnterAsync"/>: takes no place and no probe.</summary>
    /// <exception cref="UpstreamException">The provider is not to be asked now.</exception>
    public void ThrowIfRefused(UpstreamTurn turn) =>
        ThrowIfRefused(turn, SideOf(turn.Provider, turn.Side), leaves: false);

    /// <summary>No call of that kind until then; a shorter block never ends a longer one.</summary>
    /// <returns>How long calls of that kind do not leave now.</returns>
    public TimeSpan Block(string provider, BlockKind kind, TimeSpan? retryAfter, string? reason)
    {
        var side = SideOf(provider, SideOf(kind));
        var (block, news) = side.BlocksOf(kind).Prolong(retryAfter, reason);
        if (news is not null)
        {
            if (AppOf(provider)?.ClientId() is { Length: > 0 } clientId)
                _news.Tell(new PauseNote(provider, kind, clientId, news));
            side.Lane.Block(block.Rest);
            if (kind is BlockKind.Api)
                side.Lane.Refuse(() => CallRefusals.Blocked(provider, side, CallPriority.Interactive, block));
        }

        return block.Rest;
    }

    /// <summary>A block that was set before a restart, or by another process.</summary>
    /// <returns>False where it is another app's.</returns>
    public bool Adopt(PauseNote note)
    {
        if (AppOf(note.Provider)?.ClientId() != note.ClientId)
            return false;
        var side = SideOf(note.Provider, SideOf(note.Kind));
        side.BlocksOf(note.Kind).Adopt(note.Span);
        if (note.Kind is BlockKind.Api && side.BlocksOf(note.Kind).Current is { } block)
            side.Lane.Block(block.Rest);
        return true;
    }

    /// <summary>The block in force, null where there is none.</summary>
    public Pause? PauseOf(string provider, BlockKind kind) =>
        SideOf(provider, SideOf(kind)).BlocksOf(kind).Current;

    /// <summary>How long the provider is not asked for want of any answer, null where it answers.</summary>
    public TimeSpan? OutageOf(string provider, ProviderSide side) =>
        SideOf(provider, side).Breaker is { IsOpen: true } breaker ? breaker.Rest : null;

    /// <summary>How many calls its window takes, as far as is known.</summary>
    public int? LimitOf(string provider) => SideOf(provider, ProviderSide.Api).Lane.Limit;

    public void Dispose()
    {
        foreach (var provider in _providers.Values)
            provider.Dispose();
    }

    /// <summary>A call was sent once more, by what sends it.</summary>
    internal void CountRepeat(string provider) => SideOf(provider, ProviderSide.Api).Lane.Count();

    /// <summary>Everything of one endpoint of a provider.</summary>
    internal EndpointState SideOf(string provider, ProviderSide side)
    {
        if (!_providers.TryGetValue(provider, out var both))
            both = _providers.GetOrAdd(provider, static (name, governor) => governor.NewProvider(name), this);
        return side is ProviderSide.Api ? both.Api : both.Token;
    }

    private static ProviderSide SideOf(BlockKind kind) =>
        kind is BlockKind.Api ? ProviderSide.Api : ProviderSide.Token;

    private static bool IsRefresh(UpstreamTurn turn) =>
        turn is { Side: ProviderSide.Token, Priority: CallPriority.Refresh or CallPriority.Background };

    private async ValueTask<IDisposable> WaitAsync(
        UpstreamTurn turn, EndpointState side, CancellationToken cancellationToken)
    {
        var since = _clock.GetTimestamp();
        IDisposable place;
        try
        {
            place = await side.Lane.WaitAsync(turn.Priority, turn.Origin, turn.Holder, cancellationToken);
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

        return Entered(turn, side, place);
    }

    // Those who waited behind a 429 must not run into it one by one.
    private IDisposable Entered(UpstreamTurn turn, EndpointState side, IDisposable place)
    {
        try
        {
            ThrowIfRefused(turn, side, leaves: true);
            return place;
        }
        catch
        {
            side.Lane.TakeBack();
            place.Dispose();
            throw;
        }
    }

    private void ThrowIfRefused(UpstreamTurn turn, EndpointState side, bool leaves)
    {
        if (RefusalOf(turn, side, leaves) is not { } refusal)
            return;
        _metrics.Refused(turn, refusal);
        throw refusal;
    }

    // A probe of the app, of the breaker or of a back-off is taken only by a call that nothing else holds back.
    private UpstreamException? RefusalOf(UpstreamTurn turn, EndpointState side, bool leaves)
    {
        if (side.BlocksOf(turn.Kind).Current is { } block)
            return CallRefusals.Blocked(turn.Provider, side, turn.Priority, block);
        // At the token endpoint a sign-in always asks: somebody has just changed the secret.
        var asksHealth = turn is { Side: ProviderSide.Api } or { Priority: not CallPriority.SignIn };
        return WaitRefusal(turn, side, leaves: false)
            ?? (asksHealth ? _health.Refusal(turn.Provider, turn.Side, leaves) : null)
            ?? (leaves ? WaitRefusal(turn, side, leaves: true) : null);
    }

    private static UpstreamException? WaitRefusal(UpstreamTurn turn, EndpointState side, bool leaves)
    {
        // Refreshes have had their turn from Grants.ProviderOutages.
        if (!IsRefresh(turn) && side.Breaker.WaitOf(turn.Grant, leaves) is { Ticks: > 0 } wait)
            return CallRefusals.Down(turn.Provider, wait);
        return side.Backoffs.WaitOf(turn, leaves) is { Ticks: > 0 } rest
            ? CallRefusals.BackingOff(turn.Provider, rest)
            : null;
    }

    private ProviderApp? AppOf(string provider) => _apps.GetValueOrDefault(provider);

    private Provider NewProvider(string name)
    {
        var window = AppOf(name) is { } app ? new CallWindow(app.Window, app.Limit, _clock) : null;
#pragma warning disable CA2000 // Disposed with its provider.
        return new Provider(
            new EndpointState(new CallLane(name, window, _clock), ApiKinds, _clock),
            new EndpointState(new CallLane(name, window: null, _clock), TokenKinds, _clock));
#pragma warning restore CA2000
    }

    private IEnumerable<(string Provider, ProviderSide Side, EndpointState State)> Sides() => _providers.SelectMany(
        one => new[]
        {
            (one.Key, ProviderSide.Api, one.Value.Api),
            (one.Key, ProviderSide.Token, one.Value.Token),
        });

    private sealed record Provider(EndpointState Api, EndpointState Token) : IDisposable
    {
        public void Dispose()
        {
            Api.Dispose();
            Token.Dispose();
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
