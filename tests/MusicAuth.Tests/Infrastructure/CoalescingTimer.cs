namespace MusicAuth.Tests.Infrastructure;

/// <summary>A periodic timer that fires once for all periods in one advance of the clock.</summary>
internal sealed class CoalescingTimer : ITimer
{
    private readonly Func<TimerCallback, TimeSpan, ITimer> _start;
    private readonly Func<DateTimeOffset> _now;
    private readonly Action<TimeSpan> _callback;
    private readonly Lock _gate = new();
    private ITimer? _next;
    private DateTimeOffset _due;
    private TimeSpan _period;
    private bool _isDisposed;

    public CoalescingTimer(
        Func<TimerCallback, TimeSpan, ITimer> start, Func<DateTimeOffset> now, Action<TimeSpan> callback,
        TimeSpan dueTime, TimeSpan period)
    {
        (_start, _now, _callback) = (start, now, callback);
        Change(dueTime, period);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (_isDisposed)
                return false;
            _next?.Dispose();
            _next = null;
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
                Start(dueTime);
        }

        return true;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _next?.Dispose();
        }
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Start(TimeSpan wait)
    {
        _due = _now() + wait;
        _next = null;
        // A timer that is due at once fires before this call returns, and starts the next timer.
        var timer = _start(Fire, wait);
        _next ??= timer;
    }

    private void Fire(object? state)
    {
        TimeSpan period;
        lock (_gate)
        {
            if (_isDisposed)
                return;
            period = _period;
            if (_period > TimeSpan.Zero)
                Start(_period - TimeSpan.FromTicks((_now() - _due).Ticks % _period.Ticks));
        }

        _callback(period);
    }
}
