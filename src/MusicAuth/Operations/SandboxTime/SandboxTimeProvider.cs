using System.Collections.Concurrent;

namespace MusicAuth.Operations.SandboxTime;

/// <summary>
/// The machine's clock plus the offset of the sandbox's clock. Timers follow: after an advance each timer that is due
/// fires once, as after a machine has slept.
/// </summary>
internal sealed class SandboxTimeProvider : TimeProvider
{
    private readonly ConcurrentDictionary<SandboxTimer, bool> _timers = new();
    private long _offset;
    private long _advanced;

    /// <summary>The offset of the sandbox's clock from the machine's.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;

    public override long GetTimestamp() => base.GetTimestamp()
        + (long)(TimeSpan.FromTicks(Interlocked.Read(ref _advanced)).TotalSeconds * TimestampFrequency);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SandboxTimer(this, callback, state);
        _timers[timer] = true;
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Takes over the offset of the sandbox.</summary>
    /// <remarks>A reset of the sandbox sets only the time of day back: timestamps only go on.</remarks>
    public void Follow(TimeSpan offset)
    {
        var advance = offset.Ticks - Interlocked.Exchange(ref _offset, offset.Ticks);
        if (advance <= 0)
            return;
        Interlocked.Add(ref _advanced, advance);
        foreach (var timer in _timers.Keys)
            timer.Arm();
    }

    internal void Remove(SandboxTimer timer) => _timers.TryRemove(timer, out _);
}
