using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace MusicAuth.Access.Requests;

/// <summary>How many requests a minute pass: for each address without valid credentials, and for each caller.</summary>
/// <remarks>Token buckets: a minute's worth at once, refilled steadily.</remarks>
public sealed class RequestLimits : IDisposable
{
    // A million addresses share these; who shares one with a flood is as unlucky as who shares its network.
    private const int AddressGroups = 16_384;
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

    /// <summary>False where the share is used up; then nothing was taken.</summary>
    public bool TryAcquire(Caller caller)
    {
        if (_callers is null)
            return true;
        using var lease = _callers.AttemptAcquire(caller);
        return lease.IsAcquired;
    }

    public void Dispose()
    {
        _anonymous?.Dispose();
        _callers?.Dispose();
    }

    private static void Acquire<T>(PartitionedRateLimiter<T>? limiter, T who, string sentence)
    {
        if (limiter is null)
            return;
        using var lease = limiter.AttemptAcquire(who);
        if (lease.IsAcquired)
            return;
        throw new ProblemException(ProblemCode.RateLimited, sentence)
        {
            RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1),
        };
    }

    private static TokenBucketRateLimiterOptions Bucket(int perMinute)
    {
        // At least one token a time: a small limit is refilled less often.
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
        address is null ? -1 : (ClientNetwork.Of(address).GetHashCode() & int.MaxValue) % AddressGroups;
}
