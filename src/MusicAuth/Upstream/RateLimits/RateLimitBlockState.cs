namespace MusicAuth.Upstream.RateLimits;

/// <summary>
/// The rate-limit block of one scope. Without a Retry-After a block lasts 5 s, doubled up to 5 min each time the first
/// call after it gets a 429 again; an exhausted quota blocks for an hour.
/// </summary>
/// <remarks>
/// Blocks are measured by timestamps. Only stored blocks are in wall-clock time, and then with their beginning: a clock
/// that was set back cannot make a block longer than the provider asked for.
/// </remarks>
internal sealed class RateLimitBlockState(TimeProvider clock)
{
    private static readonly BackoffSteps DefaultLengths = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5));
    private static readonly TimeSpan QuotaLength = TimeSpan.FromHours(1);
    private static readonly TimeSpan MaxStoredLength = TimeSpan.FromDays(7);

    private readonly Lock _gate = new();
    private volatile Block? _block;
    private TimeSpan _lastDefault;
    private long _lastEnd;

    public RateLimitBlock? Current => _block is { } block && RemainingOf(block) is { Ticks: > 0 } remaining
        ? new RateLimitBlock(remaining, block.Reason)
        : null;

    /// <summary>A shorter block never ends a longer one.</summary>
    /// <param name="retryAfter">Null where the provider names no length.</param>
    /// <param name="newEnd">The end in wall-clock time; null where a longer block was in force.</param>
    public RateLimitBlock Extend(TimeSpan? retryAfter, string? reason, out DateTimeOffset? newEnd)
    {
        lock (_gate)
        {
            newEnd = null;
            var length = retryAfter ?? GetDefaultLength(reason);
            if (!TrySet(length, reason))
                return Current ?? new RateLimitBlock(length, reason);
            newEnd = clock.GetUtcNow() + length;
            _lastEnd = newEnd.Value.ToUnixTimeMilliseconds();
            return new RateLimitBlock(length, reason);
        }
    }

    /// <summary>Applies a block of an earlier process or another replica, each one once.</summary>
    public void ApplyStored(StoredRateLimitBlock stored)
    {
        lock (_gate)
        {
            var end = stored.BlockedUntil.ToUnixTimeMilliseconds();
            if (end == _lastEnd)
                return;
            _lastEnd = end;
            TimeSpan[] bounds =
                [stored.BlockedUntil - clock.GetUtcNow(), stored.BlockedUntil - stored.BlockedSince, MaxStoredLength];
            TrySet(bounds.Min(), stored.Reason);
        }
    }

    /// <summary>A call got a response other than 429: the next default length is the first one again.</summary>
    public void RecordResponse()
    {
        if (_block is null)
            return;
        lock (_gate)
        {
            _lastDefault = TimeSpan.Zero;
            if (Current is null)
                _block = null;
        }
    }

    /// <summary>Ends the block: it bound another app.</summary>
    public void Reset()
    {
        lock (_gate)
            (_block, _lastDefault, _lastEnd) = (null, TimeSpan.Zero, 0);
    }

    private bool TrySet(TimeSpan length, string? reason)
    {
        if (length <= (Current?.Remaining ?? TimeSpan.Zero))
            return false;
        _block = new Block(clock.GetTimestamp(), length, reason);
        return true;
    }

    // Calls that were under way when the block began do not double its length.
    private TimeSpan GetDefaultLength(string? reason)
    {
        if (reason == ProviderReasons.QuotaExceeded)
            return QuotaLength;
        if (_lastDefault == TimeSpan.Zero || Current is null)
            _lastDefault = DefaultLengths.After(_lastDefault);
        return _lastDefault;
    }

    private TimeSpan RemainingOf(Block block) => block.Length - clock.GetElapsedTime(block.Since);

    private sealed record Block(long Since, TimeSpan Length, string? Reason);
}
