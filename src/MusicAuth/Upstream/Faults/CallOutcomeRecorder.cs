using System.Net;
using System.Net.Http.Headers;

namespace MusicAuth.Upstream.Faults;

/// <summary>
/// Hears what came of every call that left, whoever sent it: from here the governor learns of pauses, limits, outages
/// and of apps that are refused.
/// </summary>
public sealed partial class CallOutcomeRecorder(
    OutboundLimiter governor, AppHealth health, UpstreamMetrics metrics, TimeProvider clock,
    ILogger<CallOutcomeRecorder> logger)
{
    private const string Quota = "quota_exceeded";

    /// <summary>What came of a call that had a place.</summary>
    /// <param name="turn">As it entered.</param>
    /// <param name="fault">Null for a good answer. Not for a caller who gave up: that says nothing.</param>
    /// <returns>The same, with the Retry-After that now holds for everybody.</returns>
    public UpstreamException? Record(CallContext turn, UpstreamException? fault)
    {
        metrics.RecordCall(turn, fault);
        var side = governor.GetEndpoint(turn.Provider, turn.Side);
        if (fault is { Fault: UpstreamFault.Unavailable })
            return Failed(turn, side, fault);
        Answered(turn, side);
        switch (fault?.Fault)
        {
            case null:
                side.GetBlocks(turn.RateLimitScope).RecordResponse();
                health.ReportHealthy(turn.Provider, turn.Side);
                return null;
            case UpstreamFault.RateLimited:
                if (fault.Reason != Quota)
                    side.Scheduler.LearnLimit();
                return fault.WithRetryAfter(Longer(
                    governor.Block(turn.Provider, turn.RateLimitScope, fault.RetryAfter, fault.Reason),
                    side.Scheduler.TimeUntilRoom(turn.Priority)));
            case UpstreamFault.AppUnhealthy:
                health.ReportUnhealthy(turn.Provider, turn.Side, fault.Reason ?? "app_disabled");
                return fault.WithRetryAfter(AppHealth.ProbeInterval);
            default:
                side.GetBlocks(turn.RateLimitScope).RecordResponse();
                return fault;
        }
    }

    /// <summary>It answered; whether well or badly is for its caller to judge.</summary>
    public void RecordResponse(CallContext turn)
    {
        metrics.RecordCall(turn, null);
        var side = governor.GetEndpoint(turn.Provider, turn.Side);
        Answered(turn, side);
        side.GetBlocks(turn.RateLimitScope).RecordResponse();
    }

    /// <summary>What an answer of the API means, by its status and the beginning of its body.</summary>
    /// <returns>Null for a good one. To be reported.</returns>
    public UpstreamException? Classify(
        IProviderFaults faults, HttpStatusCode status, HttpResponseHeaders headers, string text)
    {
        var fault = faults.FromStatus(status, text)
            ?? ((int)status is >= 200 and < 300 ? null : OfStatus(faults.Provider, status));
        return fault is { Fault: UpstreamFault.RateLimited or UpstreamFault.Unavailable }
            && RetryAfterHeader.Read(headers, clock) is { } wait
                ? fault.WithRetryAfter(wait)
                : fault;
    }

    // The trouble of one grant or one resource is its own back-off; that of several opens the breaker.
    private UpstreamException Failed(CallContext turn, EndpointLimits side, UpstreamException fault)
    {
        var isConnection = !fault.WasAnswered;
        var wait = side.Backoffs.RecordFailure(turn, isConnection);
        if (side.Breaker.RecordFailure(turn.FailureKey, turn.Resource, isConnection))
            Log.Down(logger, turn.Provider, turn.Side, side.Breaker.TimeUntilProbe.TotalSeconds);
        wait = Longer(wait, side.Breaker.PeekWait(turn.FailureKey));
        return fault.WithRetryAfter(Longer(wait, fault.RetryAfter.GetValueOrDefault()));
    }

    private void Answered(CallContext turn, EndpointLimits side)
    {
        side.Backoffs.RecordResponse(turn);
        if (side.Breaker.RecordResponse())
            Log.Back(logger, turn.Provider, turn.Side);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static UpstreamException OfStatus(string provider, HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => new(provider, UpstreamFault.Unauthorized,
            "The provider rejected the access token."),
        HttpStatusCode.Forbidden => new(provider, UpstreamFault.Forbidden, "The provider does not allow this request."),
        HttpStatusCode.NotFound => new(provider, UpstreamFault.NotFound, "The provider has nothing at this path."),
        HttpStatusCode.TooManyRequests => new(provider, UpstreamFault.RateLimited, "Too many requests."),
        >= HttpStatusCode.InternalServerError =>
            new(provider, UpstreamFault.Unavailable,
                $"The provider responded with status {(int)status}.") { WasAnswered = true },
        _ => new(provider, UpstreamFault.InvalidAnswer, $"The provider responded with status {(int)status}."),
    };

    private static partial class Log
    {
        [LoggerMessage(13, LogLevel.Warning,
            "{Provider} ({Side}) does not answer: the next probe leaves in {Seconds} s")]
        public static partial void Down(ILogger logger, string provider, ProviderEndpoint side, double seconds);

        [LoggerMessage(14, LogLevel.Information, "{Provider} ({Side}) answers again")]
        public static partial void Back(ILogger logger, string provider, ProviderEndpoint side);
    }
}
