namespace MusicAuth.Operations.SandboxTime;

/// <summary>A timer by the clock of the sandbox.</summary>
internal sealed class SandboxTimer : ITimer
{
    // The machine's timers take less than 50 days.
    private static readonly TimeSpan MaxWait = TimeSpan.FromDays(40);

    private readonly Lock _gate = new();
    private readonly SandboxTimeProvider _clock;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ITimer _machine;
    private readonly long _start;
    private TimeSpan? _dueAt;
    private TimeSpan _period = Timeout.InfiniteTimeSpan;

    public SandboxTimer(SandboxTimeProvider clock, TimerCallback callback, object? state)
    {
        (_clock, _callback, _state, _start) = (clock, callback, state, clock.GetTimestamp());
        _machine = TimeProvider.System.CreateTimer(
            static timer => ((SandboxTimer)timer!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Now => _clock.GetElapsedTime(_start);

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _period = period;
            _dueAt = dueTime == Timeout.InfiniteTimeSpan ? null : Now + dueTime;
            return ArmMachine();
        }
    }

    /// <summary>Waits for the remaining time by the clock of the sandbox.</summary>
    public void Arm()
    {
        lock (_gate)
        {
            if (_dueAt is not null)
                ArmMachine();
        }
    }

    public void Dispose()
    {
        _clock.Remove(this);
        lock (_gate)
            _dueAt = null;
        _machine.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return _machine.DisposeAsync();
    }

    private void Fire()
    {
        lock (_gate)
        {
            if (_dueAt is not { } dueAt)
                return;
            var isDue = Now >= dueAt;
            if (isDue)
                _dueAt = _period > TimeSpan.Zero ? Now + _period : null;
            if (_dueAt is not null)
                ArmMachine();
            if (!isDue)
                return;
        }

        _callback(_state);
    }

    private bool ArmMachine()
    {
        var left = _dueAt - Now;
        return _machine.Change(
            left is not { } wait ? Timeout.InfiniteTimeSpan
            : wait <= TimeSpan.Zero ? TimeSpan.Zero
            // A machine's timer can fire a moment early.
            : wait < MaxWait ? wait + TimeSpan.FromMilliseconds(1) : MaxWait,
            Timeout.InfiniteTimeSpan);
    }
}
