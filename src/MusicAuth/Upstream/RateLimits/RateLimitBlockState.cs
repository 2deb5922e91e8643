namespace MusicAuth.Upstream.RateLimits;

/// <summary>
/// The rate-limit blocks of one kind of call. Where the provider does not say how long, it is 5 s, twice as long
/// whenever the first call after it is refused again, up to 5 min; an hour where a quota is used up.
/// </summary>
/// <remarks>
/// A block is measured by timestamps. Only what outlives the process is told in wall-clock time, and then with its
/// beginning: a clock that was set back makes no block longer than the provider asked for.
/// </remarks>
internal sealed class RateLimitBlockState(TimeProvider clock)
{
    private const string Quota = "quota_exceeded";
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan QuotaPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestBelieved = TimeSpan.FromDays(7);

    private readonly Lock _gate = new();
    private volatile Block? _block;
    private TimeSpan _unsaid;
    private long _knownUntil;

    /// <summary>The block in force.</summary>
    public RateLimitBlock? Current => _block is { } block && RestOf(block) is { Ticks: > 0 } rest
        ? new RateLimitBlock(rest, block.Reason)
        : null;

    /// <summary>A shorter block never ends a longer one.</summary>
    /// <param name="asked">As long as the provider says, null where it does not.</param>
    /// <param name="reason">As it is told to callers.</param>
    /// <returns>The block in force now; and in wall-clock time where it is longer than before.</returns>
    public (RateLimitBlock Pause, RateLimitBlockPeriod? News) Prolong(TimeSpan? asked, string? reason)
    {
        lock (_gate)
        {
            var length = asked ?? Unsaid(reason);
            if (!TrySet(length, reason))
                return (Current ?? new RateLimitBlock(length, reason), null);
            var now = clock.GetUtcNow();
            var news = new RateLimitBlockPeriod(now, now + length, reason);
            _knownUntil = news.Until.ToUnixTimeMilliseconds();
            return (new RateLimitBlock(length, reason), news);
        }
    }

    /// <summary>One that was set before a restart, or by another process. Each is adopted once.</summary>
    public void ApplyStored(RateLimitBlockPeriod span)
    {
        lock (_gate)
        {
            if (span.Until.ToUnixTimeMilliseconds() == _knownUntil)
                return;
            _knownUntil = span.Until.ToUnixTimeMilliseconds();
            var rest = span.Until - clock.GetUtcNow();
            var length = span.Until - span.Since;
            var longest = length < LongestBelieved ? length : LongestBelieved;
            TrySet(rest < longest ? rest : longest, span.Reason);
        }
    }

    /// <summary>A call was answered: the next block begins small.</summary>
    public void RecordResponse()
    {
        if (_block is null)
            return;
        lock (_gate)
        {
            _unsaid = TimeSpan.Zero;
            if (Current is null)
                _block = null;
        }
    }

    private bool TrySet(TimeSpan length, string? reason)
    {
        if (length <= (Current?.Rest ?? TimeSpan.Zero))
            return false;
        _block = new Block(clock.GetTimestamp(), length, reason);
        return true;
    }

    // The calls that were under way when it began do not make it longer.
    private TimeSpan Unsaid(string? reason)
    {
        if (reason == Quota)
            return QuotaPause;
        if (_unsaid == TimeSpan.Zero)
            _unsaid = First;
        else if (Current is null)
            _unsaid = _unsaid * 2 < Longest ? _unsaid * 2 : Longest;
        return _unsaid;
    }

    private TimeSpan RestOf(Block block) => block.Length - clock.GetElapsedTime(block.Since);

    private sealed record Block(long Since, TimeSpan Length, string? Reason);
}
