using System.Collections.Concurrent;

namespace MusicAuth.Upstream.Limits;

/// <summary>
/// Lets a call to a provider leave, or refuses it: concurrency slots, rate window, rate-limit blocks, circuit breaker,
/// app health, back-off. A call waits at most 2 s.
/// </summary>
/// <remarks>
/// A refresh never waits and needs no slot; <c>TokenEndpointBreaker</c> in Grants has admitted it already, and its
/// intent is stored.
/// </remarks>
public sealed class OutboundLimiter : IDisposable
{
    /// <summary>Concurrent calls of the broker for one user: a page of many calls must not look like a flood.</summary>
    public const int BrokerSlotsPerUser = 4;

    /// <summary>Concurrent calls of one user's apps.</summary>
    public const int AppSlotsPerUser = 16;

    private static readonly RateLimitScope[] ApiScopes = [RateLimitScope.Api];
    private static readonly RateLimitScope[] TokenScopes =
        [RateLimitScope.Refresh, RateLimitScope.CodeExchange, RateLimitScope.ClientCredentials];

    private readonly ConcurrentDictionary<(string, ProviderEndpoint), EndpointLimits> _endpoints = new();
    private readonly Dictionary<string, ProviderApp> _apps;
    private readonly AppHealth _health;
    private readonly NewRateLimitBlocks _newBlocks;
    private readonly UpstreamMetrics _metrics;
    private readonly TimeProvider _clock;

    public OutboundLimiter(
        IEnumerable<ProviderApp> apps, AppHealth health, NewRateLimitBlocks newBlocks, UpstreamMetrics metrics,
        TimeProvider clock)
    {
        _apps = apps.ToDictionary(app => app.Provider, StringComparer.Ordinal);
        (_health, _newBlocks, _metrics, _clock) = (health, newBlocks, metrics, clock);
        // The metrics list both endpoints of every provider from the start.
        foreach (var provider in _apps.Keys)
        {
            GetEndpoint(provider, ProviderEndpoint.Api);
            GetEndpoint(provider, ProviderEndpoint.Token);
        }

        metrics.ObserveEndpoints(() => _endpoints.Values);
    }

    /// <summary>Waits for a concurrency slot; disposing returns it, once the body is read.</summary>
    /// <remarks>Record the outcome by <see cref="CallOutcomeRecorder"/>, unless the caller cancelled.</remarks>
    /// <exception cref="UpstreamException">
    /// The call must not leave now, or found no slot within 2 s; Retry-After says when to try again.
    /// </exception>
    public ValueTask<IDisposable> AcquireAsync(CallContext call, CancellationToken cancellationToken)
    {
        var endpoint = GetEndpoint(call.Provider, call.Endpoint);
        ThrowIfRefused(call, endpoint, takesProbe: false);
        if (call.IsRefresh)
        {
            ThrowIfRefused(call, endpoint, takesProbe: true);
            return ValueTask.FromResult<IDisposable>(NoSlot.Instance);
        }

#pragma warning disable CA2000 // The caller disposes the slot.
        return endpoint.Scheduler.TryAcquire(call) is { } slot
            ? ValueTask.FromResult(Admit(call, endpoint, slot))
            : WaitAsync(call, endpoint, cancellationToken);
#pragma warning restore CA2000
    }

    /// <summary>The check that <see cref="AcquireAsync"/> begins with; takes neither slot nor probe.</summary>
    /// <exception cref="UpstreamException">The call must not leave now.</exception>
    public void ThrowIfRefused(CallContext call) =>
        ThrowIfRefused(call, GetEndpoint(call.Provider, call.Endpoint), takesProbe: false);

    /// <summary>Blocks all calls of one scope. A shorter block never ends a longer one.</summary>
    /// <returns>How long such calls are blocked now.</returns>
    public TimeSpan Block(string provider, RateLimitScope scope, TimeSpan? retryAfter, string? reason)
    {
        var endpoint = GetEndpoint(provider, scope);
        var block = endpoint.GetBlocks(scope).Extend(retryAfter, reason, out var newEnd);
        if (newEnd is not { } end)
            return block.Remaining;
        if (GetClientId(provider) is { Length: > 0 } clientId)
            _newBlocks.Enqueue(new StoredRateLimitBlock
            {
                Provider = provider,
                Scope = scope,
                ClientId = clientId,
                BlockedSince = end - block.Remaining,
                BlockedUntil = end,
                Reason = block.Reason,
            });
        endpoint.Window?.Block(block.Remaining);
        if (scope is RateLimitScope.Api)
            endpoint.Scheduler.RejectAll(() => CallRefusals.Blocked(endpoint, CallPriority.Interactive, block));
        return block.Remaining;
    }

    /// <returns>False where the block binds another provider app.</returns>
    public bool ApplyStoredBlock(StoredRateLimitBlock stored)
    {
        if (GetClientId(stored.Provider) != stored.ClientId)
            return false;
        var endpoint = GetEndpoint(stored.Provider, stored.Scope);
        endpoint.GetBlocks(stored.Scope).ApplyStored(stored);
        if (stored.Scope is RateLimitScope.Api && endpoint.GetBlocks(stored.Scope).Current is { } block)
            endpoint.Window?.Block(block.Remaining);
        return true;
    }

    /// <summary>Ends the rate-limit blocks of a provider whose app was replaced.</summary>
    public void ResetBlocks(string provider)
    {
        foreach (var endpoint in Enum.GetValues<ProviderEndpoint>())
            GetEndpoint(provider, endpoint).ResetBlocks();
    }

    public RateLimitBlock? GetBlock(string provider, RateLimitScope scope) =>
        GetEndpoint(provider, scope).GetBlocks(scope).Current;

    /// <summary>How long the circuit breaker waits for its next probe; null while the breaker is closed.</summary>
    public TimeSpan? GetCircuitWait(string provider, ProviderEndpoint endpoint) =>
        GetEndpoint(provider, endpoint).Breaker is { IsOpen: true } breaker ? breaker.TimeUntilProbe : null;

    public int? GetRateLimit(string provider) => GetEndpoint(provider, ProviderEndpoint.Api).Window?.Limit;

    public void Dispose()
    {
        foreach (var endpoint in _endpoints.Values)
            endpoint.Dispose();
    }

    /// <summary>The HTTP client has repeated an API call, which counts in the rate window.</summary>
    internal void CountRetry(string provider) => GetEndpoint(provider, ProviderEndpoint.Api).Window?.Count();

    internal EndpointLimits GetEndpoint(string provider, ProviderEndpoint endpoint) =>
        _endpoints.TryGetValue((provider, endpoint), out var limits)
            ? limits
            : _endpoints.GetOrAdd(
                (provider, endpoint), static (key, limiter) => limiter.CreateEndpoint(key.Item1, key.Item2), this);

    private EndpointLimits GetEndpoint(string provider, RateLimitScope scope) =>
        GetEndpoint(provider, scope is RateLimitScope.Api ? ProviderEndpoint.Api : ProviderEndpoint.Token);

    private EndpointLimits CreateEndpoint(string provider, ProviderEndpoint endpoint)
    {
        var isApi = endpoint is ProviderEndpoint.Api;
        var window = isApi && _apps.TryGetValue(provider, out var app)
            ? new RateWindow(app.Window, app.Limit, _clock)
            : null;
#pragma warning disable CA2000 // EndpointLimits disposes its scheduler.
        var scheduler = new CallScheduler(provider, window, [BrokerSlotsPerUser, AppSlotsPerUser], _clock);
#pragma warning restore CA2000
        return new EndpointLimits(provider, endpoint, isApi ? ApiScopes : TokenScopes, window, scheduler, _clock);
    }

    private async ValueTask<IDisposable> WaitAsync(
        CallContext call, EndpointLimits endpoint, CancellationToken cancellationToken)
    {
        var since = _clock.GetTimestamp();
        IDisposable slot;
        try
        {
            slot = await endpoint.Scheduler.WaitAsync(call, cancellationToken);
        }
        catch (UpstreamException refusal)
        {
            _metrics.RecordRefusal(call, refusal);
            throw;
        }
        finally
        {
            _metrics.RecordWait(call, _clock.GetElapsedTime(since));
        }

        return Admit(call, endpoint, slot);
    }

    // A 429 that arrived during the wait refuses the waiting calls too.
    private IDisposable Admit(CallContext call, EndpointLimits endpoint, IDisposable slot)
    {
        try
        {
            ThrowIfRefused(call, endpoint, takesProbe: true);
            return slot;
        }
        catch
        {
            endpoint.Window?.UndoCount();
            slot.Dispose();
            throw;
        }
    }

    private void ThrowIfRefused(CallContext call, EndpointLimits endpoint, bool takesProbe)
    {
        if (GetRefusal(call, endpoint, takesProbe) is not { } refusal)
            return;
        _metrics.RecordRefusal(call, refusal);
        throw refusal;
    }

    // A call takes a probe only if nothing else refuses the call.
    private UpstreamException? GetRefusal(CallContext call, EndpointLimits endpoint, bool takesProbe)
    {
        if (endpoint.GetBlocks(call.RateLimitScope).Current is { } block)
            return CallRefusals.Blocked(endpoint, call.Priority, block);
        // A sign-in may always call the token endpoint: the operator may just have corrected the secret.
        var needsHealth = call is { Endpoint: ProviderEndpoint.Api } or { Priority: not CallPriority.SignIn };
        return GetFailureRefusal(call, endpoint, takesProbe: false)
            ?? (needsHealth ? _health.GetRefusal(call.Provider, call.Endpoint, takesProbe) : null)
            ?? (takesProbe ? GetFailureRefusal(call, endpoint, takesProbe: true) : null);
    }

    private static UpstreamException? GetFailureRefusal(CallContext call, EndpointLimits endpoint, bool takesProbe)
    {
        if (!call.IsRefresh && endpoint.Breaker.GetWait(call.FailureKey, takesProbe) is { Ticks: > 0 } wait)
            return CallRefusals.CircuitOpen(call.Provider, wait);
        return endpoint.Backoffs.GetWait(call, takesProbe) is { Ticks: > 0 } rest
            ? CallRefusals.BackingOff(call.Provider, rest)
            : null;
    }

    private string? GetClientId(string provider) => _apps.GetValueOrDefault(provider)?.ClientId();

    private sealed class NoSlot : IDisposable
    {
        public static NoSlot Instance { get; } = new();

        public void Dispose()
        {
        }
    }
}
