namespace MusicAuth.Upstream.Faults;

/// <summary>
/// Records the outcome of every call that left: the limiter learns from it about rate limits, outages and rejected
/// provider apps.
/// </summary>
public sealed partial class CallOutcomeRecorder(
    OutboundLimiter limiter, AppHealth health, UpstreamMetrics metrics, ILogger<CallOutcomeRecorder> logger)
{
    /// <summary>Records a call that the limiter had admitted.</summary>
    /// <param name="fault">Null for a success. Never for a caller who cancelled: that says nothing.</param>
    /// <returns>The fault with the Retry-After that now holds for all callers.</returns>
    public UpstreamException? Record(CallContext call, UpstreamException? fault)
    {
        metrics.RecordCall(call, fault);
        var endpoint = limiter.GetEndpoint(call.Provider, call.Endpoint);
        if (fault is { Fault: UpstreamFault.Unavailable })
            return RecordFailure(call, endpoint, fault);
        CloseBreaker(call, endpoint);
        switch (fault?.Fault)
        {
            case null:
                endpoint.GetBlocks(call.RateLimitScope).RecordResponse();
                health.ReportHealthy(call.Provider, call.Endpoint);
                return null;
            case UpstreamFault.RateLimited:
                if (fault.Reason != ProviderReasons.QuotaExceeded)
                    endpoint.Window?.LearnLimit();
                return fault.WithRetryAfter(Max(
                    limiter.Block(call.Provider, call.RateLimitScope, fault.RetryAfter, fault.Reason),
                    endpoint.TimeUntilRoom(call.Priority)));
            case UpstreamFault.AppUnhealthy:
                health.ReportUnhealthy(call.Provider, call.Endpoint, fault.Reason ?? ProviderReasons.AppDisabled);
                return fault.WithRetryAfter(AppHealth.ProbeInterval);
            default:
                endpoint.GetBlocks(call.RateLimitScope).RecordResponse();
                return fault;
        }
    }

    /// <summary>The token endpoint responded; the caller judges the response.</summary>
    public void RecordResponse(CallContext call)
    {
        metrics.RecordCall(call, null);
        var endpoint = limiter.GetEndpoint(call.Provider, call.Endpoint);
        CloseBreaker(call, endpoint);
        endpoint.GetBlocks(call.RateLimitScope).RecordResponse();
    }

    // Failures of one grant or one resource begin a back-off of their own; those of several open the circuit breaker.
    private UpstreamException RecordFailure(CallContext call, EndpointLimits endpoint, UpstreamException fault)
    {
        var isConnection = !fault.WasAnswered;
        var backoff = endpoint.Backoffs.RecordFailure(call, isConnection);
        if (endpoint.Breaker.RecordFailure(call.FailureKey, call.Resource, isConnection))
            Log.CircuitOpened(logger, call.Provider, call.Endpoint, endpoint.Breaker.TimeUntilProbe.TotalSeconds);
        var wait = Max(backoff, endpoint.Breaker.PeekWait(call.FailureKey));
        return fault.WithRetryAfter(Max(wait, fault.RetryAfter.GetValueOrDefault()));
    }

    private void CloseBreaker(CallContext call, EndpointLimits endpoint)
    {
        endpoint.Backoffs.RecordResponse(call);
        if (endpoint.Breaker.RecordResponse())
            Log.CircuitClosed(logger, call.Provider, call.Endpoint);
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static partial class Log
    {
        [LoggerMessage(4013, LogLevel.Warning,
            "{Provider} ({Endpoint}) does not respond: its circuit breaker is open, next probe in {Seconds} s")]
        public static partial void CircuitOpened(
            ILogger logger, string provider, ProviderEndpoint endpoint, double seconds);

        [LoggerMessage(4014, LogLevel.Information, "{Provider} ({Endpoint}) responds again")]
        public static partial void CircuitClosed(ILogger logger, string provider, ProviderEndpoint endpoint);
    }
}
