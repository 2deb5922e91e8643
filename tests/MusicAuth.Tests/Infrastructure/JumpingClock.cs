using Microsoft.Extensions.Time.Testing;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>
/// A clock whose wall time can be set, forward and back, while timestamps and timers go on: as a machine without a
/// battery gets its time from the network.
/// </summary>
public class JumpingClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private TimeSpan _set;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _set;

    public override long GetTimestamp() => base.GetTimestamp() - _set.Ticks;

    public new void AdjustTime(DateTimeOffset value) => Jump(value - GetUtcNow());

    public void Jump(TimeSpan by) => _set += by;
}
