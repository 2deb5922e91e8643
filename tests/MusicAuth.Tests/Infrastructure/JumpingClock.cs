using Microsoft.Extensions.Time.Testing;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>
/// A clock whose wall time can be set, forward and back, while timestamps and timers go on: as a machine without a
/// battery gets its time from the network. An advance over several periods fires a periodic timer once, as after a
/// machine has slept.
/// </summary>
public class JumpingClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private TimeSpan _set;

    /// <summary>Is told the time until a timer first fires, as soon as the timer runs.</summary>
    public Action<TimeSpan> Started { get; set; } = _ => { };

    /// <summary>
    /// Is told the period of a timer that fires, before the advance of the clock returns: what the timer wakes may
    /// still go on then.
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
