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

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _set;

    public override long GetTimestamp() => base.GetTimestamp() - _set.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new CoalescingTimer((fire, due) => base.CreateTimer(fire, null, due, Timeout.InfiniteTimeSpan),
            () => base.GetUtcNow(), () => callback(state), dueTime, period);

    public new void AdjustTime(DateTimeOffset value) => Jump(value - GetUtcNow());

    public void Jump(TimeSpan by) => _set += by;
}
