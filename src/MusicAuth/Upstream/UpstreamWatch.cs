using System.Net;
using System.Net.Http.Headers;

namespace MusicAuth.Upstream;

/// <summary>
/// Hears what came of every call that left, whoever sent it: from here the governor learns of pauses, limits, outages
/// and of apps that are refused.
/// </summary>
public sealed partial class UpstreamWatch(
    ProviderGovernor governor, ProviderHealth health, UpstreamMetrics metrics, TimeProvider clock,
    ILogger<UpstreamWatch> logger)
{
    private const string Quota = "quota_exceeded";

    /// <summary>What came of a call that had a place.</summary>
    /// <param name="turn">As it entered.</param>
    /// <param name="fault">Null for a good answer. Not for a caller who gave up: that says nothing.</param>
    /// <returns>The same, with the Retry-After that now holds for everybody.</returns>
    public UpstreamException? Report(UpstreamTurn turn, UpstreamException? fault)
    {
        metrics.Called(turn, fault);
        var side = governor.SideOf(turn.Provider, turn.Side);
        if (fault is { Fault: UpstreamFault.Unavailable })
            return Failed(turn, side, fault);
        Answered(turn, side);
        switch (fault?.Fault)
        {
            case null:
                side.BlocksOf(turn.Kind).Answered();
                health.ReportHealthy(turn.Provider, turn.Side);
                return null;
            case UpstreamFault.RateLimited:
                if (fault.Reason != Quota)
                    side.Lane.Learn();
                return fault.With(Longer(
                    governor.Block(turn.Provider, turn.Kind, fault.RetryAfter, fault.Reason),
                    side.Lane.RoomIn(turn.Priority)));
            case UpstreamFault.AppUnhealthy:
                health.ReportUnhealthy(turn.Provider, turn.Side, fault.Reason ?? "app_disabled");
                return fault.With(ProviderHealth.ProbeInterval);
            default:
                side.BlocksOf(turn.Kind).Answered();
                return fault;
        }
    }

    /// <summary>It answered; whether well or badly is for its caller to judge.</summary>
    public void ReportAnswered(UpstreamTurn turn)
    {
        metrics.Called(turn, null);
        var side = governor.SideOf(turn.Provider, turn.Side);
        Answered(turn, side);
        side.BlocksOf(turn.Kind).Answered();
    }

    /// <summary>What an answer of the API means, by its status and the beginning of its body.</summary>
    /// <returns>Null for a good one. To be reported.</returns>
    public UpstreamException? Judge(
        IProviderFaults faults, HttpStatusCode status, HttpResponseHeaders headers, string text)
    {
        var fault = faults.OfStatus(status, text)
            ?? ((int)status is >= 200 and < 300 ? null : OfStatus(faults.Provider, status));
        return fault is { Fault: UpstreamFault.RateLimited or UpstreamFault.Unavailable }
            && RetryAfter.Of(headers, clock) is { } wait
                ? fault.With(wait)
                : fault;
    }

    // The trouble of one grant or one resource is its own back-off; that of several opens the breaker.
    private UpstreamException Failed(UpstreamTurn turn, EndpointState side, UpstreamException fault)
    {
        var isConnection = !fault.WasAnswered;
        var wait = side.Backoffs.Failed(turn, isConnection);
        if (side.Breaker.Failed(turn.Grant, turn.Resource, isConnection))
            Log.Down(logger, turn.Provider, turn.Side, side.Breaker.Rest.TotalSeconds);
        wait = Longer(wait, side.Breaker.Peek(turn.Grant));
        return fault.With(Longer(wait, fault.RetryAfter.GetValueOrDefault()));
    }

    private void Answered(UpstreamTurn turn, EndpointState side)
    {
        side.Backoffs.Answered(turn);
        if (side.Breaker.Answered())
            Log.Back(logger, turn.Provider, turn.Side);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static UpstreamException OfStatus(string provider, HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => new(provider, UpstreamFault.Unauthorized, "The access token is refused."),
        HttpStatusCode.Forbidden => new(provider, UpstreamFault.Forbidden, "The provider forbids it."),
        HttpStatusCode.NotFound => new(provider, UpstreamFault.NotFound, "The provider has no such thing."),
        HttpStatusCode.TooManyRequests => new(provider, UpstreamFault.RateLimited, "Too many requests."),
        >= HttpStatusCode.InternalServerError =>
            new(provider, UpstreamFault.Unavailable, $"The provider answered {(int)status}.") { WasAnswered = true },
        _ => new(provider, UpstreamFault.InvalidAnswer, $"The provider answered {(int)status}."),
    };

    private static partial class Log
    {
        [LoggerMessage(13, LogLevel.Warning,
            "{Provider} ({Side}) does not answer: the next probe leaves in {Seconds} s")]
        public static partial void Down(ILogger logger, string provider, ProviderSide side, double seconds);

        [LoggerMessage(14, LogLevel.Information, "{Provider} ({Side}) answers again")]
        public static partial void Back(ILogger logger, string provider, ProviderSide side);
    }
}
