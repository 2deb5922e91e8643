namespace MusicAuth.Sandbox;

/// <summary>The providers' clock: the given clock plus the offset that <c>POST /_sandbox/clock</c> has added.</summary>
public sealed class SandboxClock(TimeProvider inner) : TimeProvider
{
    private long _offset;
    private TaskCompletionSource _change = NewChange();

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override long TimestampFrequency => inner.TimestampFrequency;

    /// <summary>Completes at the next change of the offset.</summary>
    public Task Changed => Volatile.Read(ref _change).Task;

    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Offset;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);

    public void Advance(TimeSpan by)
    {
        Interlocked.Add(ref _offset, by.Ticks);
        ReportChange();
    }

    public void Reset()
    {
        Interlocked.Exchange(ref _offset, 0);
        ReportChange();
    }

    private void ReportChange() => Interlocked.Exchange(ref _change, NewChange()).TrySetResult();

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
