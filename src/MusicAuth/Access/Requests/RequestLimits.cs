using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace MusicAuth.Access.Requests;

/// <summary>The request limits per minute: of each caller, and of each network for requests without one.</summary>
/// <remarks>Token buckets with the requests of a minute, refilled steadily.</remarks>
internal sealed class RequestLimits : IDisposable
{
    // Networks share a bounded number of buckets, so that a flood from many addresses needs no memory.
    private const int NetworkGroups = 16_384;
    private const int RefillsPerMinute = 60;

    private readonly PartitionedRateLimiter<IPAddress?>? _anonymous;
    private readonly PartitionedRateLimiter<Caller>? _callers;

    public RequestLimits(IOptions<AccessOptions> options)
    {
        if (options.Value.AnonymousRequestsPerMinute is > 0 and var anonymous)
            _anonymous = PartitionedRateLimiter.Create<IPAddress?, int>(
                address => RateLimitPartition.GetTokenBucketLimiter(GroupOf(address), _ => Bucket(anonymous)));
        if (options.Value.CallerRequestsPerMinute is > 0 and var callers)
            _callers = PartitionedRateLimiter.Create<Caller, string>(
                caller => RateLimitPartition.GetTokenBucketLimiter(NameOf(caller), _ => Bucket(callers)));
    }

    /// <exception cref="ProblemException">rate_limited.</exception>
    public void AcquireAnonymous(IPAddress? address) => Acquire(
        _anonymous, address, "Your network has sent too many requests without a valid session or API key.");

    /// <exception cref="ProblemException">rate_limited.</exception>
    public void Acquire(Caller caller) => Acquire(
        _callers, caller,
        "This session or API key sends too many requests. Poll less often, or ask the operator to raise "
        + "Access:CallerRequestsPerMinute.");

    public void Dispose()
    {
        _anonymous?.Dispose();
        _callers?.Dispose();
    }

    private static void Acquire<T>(PartitionedRateLimiter<T>? limiter, T key, string sentence)
    {
        if (limiter is null)
            return;
        using var lease = limiter.AttemptAcquire(key);
        if (lease.IsAcquired)
            return;
        throw new ProblemException(ProblemCode.RateLimited, sentence)
        {
            RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1),
        };
    }

    private static TokenBucketRateLimiterOptions Bucket(int perMinute)
    {
        // A refill has at least one token, so a small limit refills less often.
        var refills = Math.Min(RefillsPerMinute, perMinute);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = perMinute / refills,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / refills,
            QueueLimit = 0,
        };
    }

    private static string NameOf(Caller caller) =>
        caller.Key?.Id ?? caller.SessionId?.ToString("N", CultureInfo.InvariantCulture) ?? "";

    private static int GroupOf(IPAddress? address) =>
        address is null ? -1 : (ClientNetwork.Of(address).GetHashCode() & int.MaxValue) % NetworkGroups;
}
