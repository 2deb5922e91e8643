namespace MusicAuth.Upstream;

/// <summary>Until when one side of a provider is not asked, and why.</summary>
public sealed record Pause(DateTimeOffset Until, string? Reason);

/// <summary>
/// The pauses of one side of a provider. Where the provider does not say how long, it is 5 s, twice as long whenever
/// the first call after it is refused again, up to 5 min; an hour where a quota is used up.
/// </summary>
internal sealed class CallPause(TimeProvider clock)
{
    private const string Quota = "quota_exceeded";
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan QuotaPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestBelieved = TimeSpan.FromDays(7);

    private readonly Lock _gate = new();
    private volatile Pause? _pause;
    private TimeSpan _unsaid;

    /// <summary>The pause in force.</summary>
    public Pause? Current => _pause is { } pause && pause.Until > clock.GetUtcNow() ? pause : null;

    /// <summary>A shorter pause never ends a longer one.</summary>
    /// <param name="asked">As long as the provider says, null where it does not.</param>
    /// <param name="reason">As it is told to callers.</param>
    /// <returns>The pause in force now, and whether it is longer than before.</returns>
    public (Pause Pause, bool IsLonger) Prolong(TimeSpan? asked, string? reason)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            return Set(new Pause(now + (asked ?? Unsaid(now, reason)), reason));
        }
    }

    /// <summary>One that was set before a restart, or by another process.</summary>
    public void Adopt(Pause pause)
    {
        lock (_gate)
        {
            var latest = clock.GetUtcNow() + LongestBelieved;
            Set(pause.Until > latest ? pause with { Until = latest } : pause);
        }
    }

    /// <summary>A call was answered: the next pause begins small.</summary>
    public void Answered()
    {
        if (_pause is null)
            return;
        lock (_gate)
        {
            _unsaid = TimeSpan.Zero;
            if (Current is null)
                _pause = null;
        }
    }

    private (Pause, bool) Set(Pause asked)
    {
        if (_pause is { } pause && pause.Until >= asked.Until)
            return (pause, false);
        _pause = asked;
        return (asked, true);
    }

    // Those that were under way when it began do not make it longer.
    private TimeSpan Unsaid(DateTimeOffset now, string? reason)
    {
        if (reason == Quota)
            return QuotaPause;
        if (_unsaid == TimeSpan.Zero)
            _unsaid = First;
        else if (_pause is null || _pause.Until <= now)
            _unsaid = _unsaid * 2 < Longest ? _unsaid * 2 : Longest;
        return _unsaid;
    }
}
