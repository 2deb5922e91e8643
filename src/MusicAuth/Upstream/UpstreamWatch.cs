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
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);

    /// <summary>What came of a call that had a place.</summary>
    /// <param name="turn">As it entered.</param>
    /// <param name="fault">Null for a good answer. Not for a caller who gave up: that says nothing.</param>
    /// <returns>The same, with the Retry-After that now holds for everybody.</returns>
    public UpstreamException? Report(UpstreamTurn turn, UpstreamException? fault)
    {
        metrics.Called(turn, fault);
        var side = governor.SideOf(turn.Provider, turn.Side);
        if (fault is { Fault: UpstreamFault.Unavailable, WasAnswered: false })
        {
            if (side.Circuit.Failed())
            {
                Log.Down(logger, turn.Provider, turn.Side, side.Circuit.Rest.TotalSeconds);
                side.Lane.Refuse(() => ProviderGovernor.Down(turn.Provider, side.Circuit.Rest));
            }

            return fault;
        }

        side.Circuit.Answered();
        switch (fault?.Fault)
        {
            case null:
                side.Pause.Answered();
                health.ReportHealthy(turn.Provider, turn.Side);
                return null;
            case UpstreamFault.RateLimited:
                if (fault.Reason != Quota)
                    side.Lane.Learn();
                return fault.With(governor.Block(turn.Provider, turn.Side, fault.RetryAfter, fault.Reason));
            case UpstreamFault.AppUnhealthy:
                health.ReportUnhealthy(turn.Provider, turn.Side, fault.Reason ?? "app_disabled");
                return fault.With(ProviderHealth.ProbeInterval);
            default:
                side.Pause.Answered();
                return fault;
        }
    }

    /// <summary>It answered; whether well or badly is for its caller to judge.</summary>
    public void ReportAnswered(UpstreamTurn turn)
    {
        metrics.Called(turn, null);
        var side = governor.SideOf(turn.Provider, turn.Side);
        side.Circuit.Answered();
        side.Pause.Answered();
    }

    /// <summary>What an answer of the API means, by its status and the beginning of its body.</summary>
    /// <returns>Null for a good one. To be reported.</returns>
    public UpstreamException? Judge(
        IProviderFaults faults, HttpStatusCode status, HttpResponseHeaders headers, string text)
    {
        var fault = faults.OfStatus(status, text)
            ?? ((int)status is >= 200 and < 300 ? null : OfStatus(faults.Provider, status));
        if (fault is not { RetryAfter: null, Fault: UpstreamFault.RateLimited or UpstreamFault.Unavailable })
            return fault;
        var wait = RetryAfter.Of(headers, clock) ?? (fault.Fault is UpstreamFault.Unavailable ? TryAgain : null);
        return wait is { } known ? fault.With(known) : fault;
    }

    private static UpstreamException OfStatus(string provider, HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => new(provider, UpstreamFault.Unauthorized, "The access token is refused."),
        HttpStatusCode.Forbidden => new(provider, UpstreamFault.Forbidden, "The provider forbids it."),
        HttpStatusCode.NotFound => new(provider, UpstreamFault.NotFound, "The provider has no such thing."),
        HttpStatusCode.TooManyRequests => new(provider, UpstreamFault.RateLimited, "Too many requests."),
        >= HttpStatusCode.InternalServerError =>
            new(provider, UpstreamFault.Unavailable, $"The provider answered {(int)status}."),
        _ => new(provider, UpstreamFault.InvalidAnswer, $"The provider answered {(int)status}."),
    };

    private static partial class Log
    {
        [LoggerMessage(13, LogLevel.Warning,
            "{Provider} ({Side}) does not answer: it is not asked for {Seconds} s, then by one call")]
        public static partial void Down(ILogger logger, string provider, ProviderSide side, double seconds);
    }
}
