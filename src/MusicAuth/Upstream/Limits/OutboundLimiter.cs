using System.Collections.Concurrent;

namespace MusicAuth.Upstream.Limits;

/// <summary>
/// Holds back what leaves for the providers: so many calls at once to an API, no more than it takes in a window, none
/// while the provider asks for a pause, refuses our app or does not answer at all. Nobody waits longer than 2 s.
/// </summary>
/// <remarks>
/// Refreshes are never kept waiting and never refused for want of a place, nor for an outage: their intent is written
/// and their claim runs, and Grants.ProviderOutages has given them their turn before.
/// </remarks>
public sealed class OutboundLimiter : IDisposable
{
    /// <summary>The broker's own calls for one user: one page of many calls must not look like a flood.</summary>
    public const int BrokerSlotsPerUser = 4;

    /// <summary>Calls of one user's apps. There are twice as many slots: no user holds more than half.</summary>
    public const int AppSlotsPerUser = ProviderHttp.MaxConnections;

    private static readonly RateLimitScope[] ApiKinds = [RateLimitScope.Api];
    private static readonly RateLimitScope[] TokenKinds =
        [RateLimitScope.Refresh, RateLimitScope.CodeExchange, RateLimitScope.ClientCredentials];

    private readonly ConcurrentDictionary<string, Provider> _providers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProviderApp> _apps;
    private readonly AppHealth _health;
    private readonly RateLimitBlockQueue _news;
    private readonly UpstreamMetrics _metrics;
    private readonly TimeProvider _clock;

    public OutboundLimiter(
        IEnumerable<ProviderApp> apps, AppHealth health, RateLimitBlockQueue news, UpstreamMetrics metrics,
        TimeProvider clock)
    {
        _apps = apps.ToDictionary(app => app.Provider, StringComparer.Ordinal);
        (_health, _news, _metrics, _clock) = (health, news, metrics, clock);
        foreach (var provider in _apps.Keys)
            GetEndpoint(provider, ProviderEndpoint.Api);
        metrics.ObserveEndpoints(Sides);
    }

    /// <summary>A place for one call; disposing gives it back, once the body is read.</summary>
    /// <remarks>What came of the call is told to <see cref="CallOutcomeRecorder"/>, unless its caller gave up.</remarks>
    /// <exception cref="UpstreamException">
    /// At once where the provider is not to be asked, after 2 s where there is no place. Retry-After says when.
    /// </exception>
    public ValueTask<IDisposable> AcquireAsync(CallContext turn, CancellationToken cancellationToken)
    {
        var side = GetEndpoint(turn.Provider, turn.Side);
        ThrowIfRefused(turn, side, leaves: false);
        if (IsRefresh(turn))
        {
            ThrowIfRefused(turn, side, leaves: true);
            return ValueTask.FromResult<IDisposable>(NoPlace.Instance);
        }

#pragma warning disable CA2000 // The place is the caller's.
        return side.Scheduler.TryAcquire(turn.Priority, turn.Origin, turn.SlotOwner) is { } place
            ? ValueTask.FromResult(Entered(turn, side, place))
            : WaitAsync(turn, side, cancellationToken);
#pragma warning restore CA2000
    }

    /// <summary>Like the beginning of <see cref="AcquireAsync"/>: takes no place and no probe.</summary>
    /// <exception cref="UpstreamException">The provider is not to be asked now.</exception>
    public void ThrowIfRefused(CallContext turn) =>
        ThrowIfRefused(turn, GetEndpoint(turn.Provider, turn.Side), leaves: false);

    /// <summary>No call of that kind until then; a shorter block never ends a longer one.</summary>
    /// <returns>How long calls of that kind do not leave now.</returns>
    public TimeSpan Block(string provider, RateLimitScope kind, TimeSpan? retryAfter, string? reason)
    {
        var side = GetEndpoint(provider, GetEndpoint(kind));
        var (block, news) = side.GetBlocks(kind).Prolong(retryAfter, reason);
        if (news is not null)
        {
            if (AppOf(provider)?.ClientId() is { Length: > 0 } clientId)
                _news.Enqueue(new StoredRateLimitBlock(provider, kind, clientId, news));
            side.Scheduler.Block(block.Rest);
            if (kind is RateLimitScope.Api)
                side.Scheduler.RejectAll(() => CallRefusals.Blocked(provider, side, CallPriority.Interactive, block));
        }

        return block.Rest;
    }

    /// <summary>A block that was set before a restart, or by another process.</summary>
    /// <returns>False where it is another app's.</returns>
    public bool ApplyStoredBlock(StoredRateLimitBlock note)
    {
        if (AppOf(note.Provider)?.ClientId() != note.ClientId)
            return false;
        var side = GetEndpoint(note.Provider, GetEndpoint(note.Kind));
        side.GetBlocks(note.Kind).ApplyStored(note.Span);
        if (note.Kind is RateLimitScope.Api && side.GetBlocks(note.Kind).Current is { } block)
            side.Scheduler.Block(block.Rest);
        return true;
    }

    /// <summary>The block in force, null where there is none.</summary>
    public RateLimitBlock? GetBlock(string provider, RateLimitScope kind) =>
        GetEndpoint(provider, GetEndpoint(kind)).GetBlocks(kind).Current;

    /// <summary>How long the provider is not asked for want of any answer, null where it answers.</summary>
    public TimeSpan? GetCircuitWait(string provider, ProviderEndpoint side) =>
        GetEndpoint(provider, side).Breaker is { IsOpen: true } breaker ? breaker.TimeUntilProbe : null;

    /// <summary>How many calls its window takes, as far as is known.</summary>
    public int? GetRateLimit(string provider) => GetEndpoint(provider, ProviderEndpoint.Api).Scheduler.Limit;

    public void Dispose()
    {
        foreach (var provider in _providers.Values)
            provider.Dispose();
    }

    /// <summary>A call was sent once more, by what sends it.</summary>
    internal void CountRetry(string provider) => GetEndpoint(provider, ProviderEndpoint.Api).Scheduler.Count();

    /// <summary>Everything of one endpoint of a provider.</summary>
    internal EndpointLimits GetEndpoint(string provider, ProviderEndpoint side)
    {
        if (!_providers.TryGetValue(provider, out var both))
            both = _providers.GetOrAdd(provider, static (name, governor) => governor.NewProvider(name), this);
        return side is ProviderEndpoint.Api ? both.Api : both.Token;
    }

    private static ProviderEndpoint GetEndpoint(RateLimitScope kind) =>
        kind is RateLimitScope.Api ? ProviderEndpoint.Api : ProviderEndpoint.Token;

    private static bool IsRefresh(CallContext turn) =>
        turn is { Side: ProviderEndpoint.Token, Priority: CallPriority.Refresh or CallPriority.Background };

    private async ValueTask<IDisposable> WaitAsync(
        CallContext turn, EndpointLimits side, CancellationToken cancellationToken)
    {
        var since = _clock.GetTimestamp();
        IDisposable place;
        try
        {
            place = await side.Scheduler.WaitAsync(turn.Priority, turn.Origin, turn.SlotOwner, cancellationToken);
        }
        catch (UpstreamException refusal)
        {
            _metrics.RecordRefusal(turn, refusal);
            throw;
        }
        finally
        {
            _metrics.RecordWait(turn, _clock.GetElapsedTime(since));
        }

        return Entered(turn, side, place);
    }

    // Those who waited behind a 429 must not run into it one by one.
    private IDisposable Entered(CallContext turn, EndpointLimits side, IDisposable place)
    {
        try
        {
            ThrowIfRefused(turn, side, leaves: true);
            return place;
        }
        catch
        {
            side.Scheduler.UndoCount();
            place.Dispose();
            throw;
        }
    }

    private void ThrowIfRefused(CallContext turn, EndpointLimits side, bool leaves)
    {
        if (RefusalOf(turn, side, leaves) is not { } refusal)
            return;
        _metrics.RecordRefusal(turn, refusal);
        throw refusal;
    }

    // A probe of the app, of the breaker or of a back-off is taken only by a call that nothing else holds back.
    private UpstreamException? RefusalOf(CallContext turn, EndpointLimits side, bool leaves)
    {
        if (side.GetBlocks(turn.RateLimitScope).Current is { } block)
            return CallRefusals.Blocked(turn.Provider, side, turn.Priority, block);
        // At the token endpoint a sign-in always asks: somebody has just changed the secret.
        var asksHealth = turn is { Side: ProviderEndpoint.Api } or { Priority: not CallPriority.SignIn };
        return WaitRefusal(turn, side, leaves: false)
            ?? (asksHealth ? _health.GetRefusal(turn.Provider, turn.Side, leaves) : null)
            ?? (leaves ? WaitRefusal(turn, side, leaves: true) : null);
    }

    private static UpstreamException? WaitRefusal(CallContext turn, EndpointLimits side, bool leaves)
    {
        // Refreshes have had their turn from Grants.ProviderOutages.
        if (!IsRefresh(turn) && side.Breaker.GetWait(turn.FailureKey, leaves) is { Ticks: > 0 } wait)
            return CallRefusals.CircuitOpen(turn.Provider, wait);
        return side.Backoffs.GetWait(turn, leaves) is { Ticks: > 0 } rest
            ? CallRefusals.BackingOff(turn.Provider, rest)
            : null;
    }

    private ProviderApp? AppOf(string provider) => _apps.GetValueOrDefault(provider);

    private Provider NewProvider(string name)
    {
        var window = AppOf(name) is { } app ? new RateWindow(app.Window, app.Limit, _clock) : null;
#pragma warning disable CA2000 // Disposed with its provider.
        return new Provider(
            new EndpointLimits(new CallScheduler(name, window, _clock), ApiKinds, _clock),
            new EndpointLimits(new CallScheduler(name, window: null, _clock), TokenKinds, _clock));
#pragma warning restore CA2000
    }

    private IEnumerable<(string Provider, ProviderEndpoint Side, EndpointLimits State)> Sides() => _providers.SelectMany(
        one => new[]
        {
            (one.Key, ProviderEndpoint.Api, one.Value.Api),
            (one.Key, ProviderEndpoint.Token, one.Value.Token),
        });

    private sealed record Provider(EndpointLimits Api, EndpointLimits Token) : IDisposable
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
