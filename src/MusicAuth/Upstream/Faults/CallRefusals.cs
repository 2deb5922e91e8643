namespace MusicAuth.Upstream.Faults;

/// <summary>Why a call did not leave, with the wait that is kept.</summary>
internal static class CallRefusals
{
    /// <summary>The provider has asked for a pause; its window may be full for longer than that.</summary>
    public static UpstreamException Blocked(
        string provider, EndpointLimits endpoint, CallPriority priority, RateLimitBlock block) =>
        new(provider, UpstreamFault.RateLimited, "The provider has asked for a pause.")
        {
            Reason = block.Reason,
            RetryAfter = endpoint.Scheduler.TimeUntilRoom(priority) is var room && room > block.Rest ? room : block.Rest,
        };

    public static UpstreamException CircuitOpen(string provider, TimeSpan wait) =>
        new(provider, UpstreamFault.Unavailable, "The provider does not answer at the moment.") { RetryAfter = wait };

    public static UpstreamException BackingOff(string provider, TimeSpan wait) =>
        new(provider, UpstreamFault.Unavailable, "The provider has failed repeatedly for this request.")
        {
            RetryAfter = wait,
        };
}
