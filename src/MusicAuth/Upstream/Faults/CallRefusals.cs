namespace MusicAuth.Upstream.Faults;

internal static class CallRefusals
{
    /// <summary>The rate window may stay full for longer than the block lasts.</summary>
    public static UpstreamException Blocked(EndpointLimits endpoint, CallPriority priority, RateLimitBlock block) =>
        new(endpoint.Provider, UpstreamFault.RateLimited, "The provider has rate-limited this server.")
        {
            Reason = block.Reason,
            RetryAfter = endpoint.TimeUntilRoom(priority) is var wait && wait > block.Remaining
                ? wait
                : block.Remaining,
        };

    public static UpstreamException CircuitOpen(string provider, TimeSpan wait) =>
        new(provider, UpstreamFault.Unavailable, "The provider is not responding.") { RetryAfter = wait };

    public static UpstreamException BackingOff(string provider, TimeSpan wait) =>
        new(provider, UpstreamFault.Unavailable, "The provider has failed repeatedly for this request.")
        {
            RetryAfter = wait,
        };
}
