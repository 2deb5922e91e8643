using Microsoft.Extensions.Time.Testing;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>
/// A clock whose wall time a test can set, forward and back, without an effect on timestamps and timers, like a time
/// synchronisation. An advance over several periods fires a periodic timer once, as when a machine wakes up.
/// </summary>
public class JumpingClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private TimeSpan _set;

    /// <summary>Called when a timer starts, with the time until it first fires.</summary>
    public Action<TimeSpan> Started { get; set; } = _ => { };

    /// <summary>
    /// Called when a timer fires, with its period, before the advance of the clock returns. Work that the timer starts
    /// can still run after that.
    /// </summary>
    public Action<TimeSpan> Fired { get; set; } = _ => { };

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _set;

    public override long GetTimestamp() => base.GetTimestamp() - _set.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new CoalescingTimer(
            (fire, due) => base.CreateTimer(fire, null, due, Timeout.InfiniteTimeSpan), () => base.GetUtcNow(),
            current =>
            {
                Fired(current);
                callback(state);
            },
            dueTime, period);
        Started(dueTime);
        return timer;
    }

    public new void AdjustTime(DateTimeOffset value) => Jump(value - GetUtcNow());

    public void Jump(TimeSpan by) => _set += by;
}
