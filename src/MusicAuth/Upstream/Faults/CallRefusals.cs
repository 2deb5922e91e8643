namespace MusicAuth.Upstream.Faults;

/// <summary>Why a call did not leave, with the wait that is kept.</summary>
internal static class CallRefusals
{
    /// <summary>The provider has asked for a pause; its window may be full for longer than that.</summary>
    public static UpstreamException Blocked(
        string provider, EndpointLimits endpoint, CallPriority priority, RateLimitBlock block) =>
        new(provider, UpstreamFault.RateLimited, "The provider is rate-limiting this server.")
        {
            Reason = block.Reason,
            RetryAfter = endpoint.Scheduler.TimeUntilRoom(priority) is var room && room > block.Rest ? room : block.Rest,
        };

    public static UpstreamException CircuitOpen(string provider, TimeSpan wait) =>
        new(provider, UpstreamFault.Unavailable, "The provider is not responding.") { RetryAfter = wait };

    public static UpstreamException BackingOff(string provider, TimeSpan wait) =>
        new(provider, UpstreamFault.Unavailable, "This request has failed repeatedly at the provider.")
        {
            RetryAfter = wait,
        };
}
