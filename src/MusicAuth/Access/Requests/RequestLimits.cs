using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;

namespace MusicAuth.Access.Requests;

/// <summary>The request limits per minute: of each caller, and of each network for requests without one.</summary>
internal sealed class RequestLimits
{
    // Networks share a bounded number of buckets, so that a flood from many addresses needs no memory.
    private const int NetworkGroups = 16_384;

    private readonly TokenBuckets<int>? _anonymous;
    private readonly TokenBuckets<string>? _callers;

    public RequestLimits(IOptions<AccessOptions> options)
    {
        // By the real clock, because the limits protect this process.
        if (options.Value.AnonymousRequestsPerMinute is > 0 and var anonymous)
            _anonymous = new TokenBuckets<int>(anonymous, TimeProvider.System);
        if (options.Value.CallerRequestsPerMinute is > 0 and var callers)
            _callers = new TokenBuckets<string>(callers, TimeProvider.System);
    }

    /// <exception cref="ProblemException">rate_limited.</exception>
    public void AcquireAnonymous(IPAddress? address)
    {
        if (_anonymous?.TryAcquire(GroupOf(address)) is { } wait)
            throw Refuse(wait, "Your network has sent too many requests without a valid session or API key.");
    }

    /// <exception cref="ProblemException">rate_limited.</exception>
    public void Acquire(Caller caller)
    {
        if (_callers?.TryAcquire(NameOf(caller)) is { } wait)
            throw Refuse(
                wait,
                "This session or API key sends too many requests. Poll less often, or ask the operator to raise "
                + "Access:CallerRequestsPerMinute.");
    }

    private static ProblemException Refuse(TimeSpan wait, string sentence) =>
        new(ProblemCode.RateLimited, sentence) { RetryAfter = wait };

    private static string NameOf(Caller caller) =>
        caller.Key?.Id ?? caller.SessionId?.ToString("N", CultureInfo.InvariantCulture) ?? "";

    private static int GroupOf(IPAddress? address) =>
        address is null ? -1 : (ClientNetwork.Of(address).GetHashCode() & int.MaxValue) % NetworkGroups;
}
