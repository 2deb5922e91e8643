namespace MusicAuth.Upstream.Scheduling;

/// <summary>The rolling window in which a provider counts an app's API calls.</summary>
/// <remarks>
/// Where the provider publishes no limit, the first 429 teaches one. Only a full window teaches: calls could leave for
/// the whole window, or as many left as the limit allows. The new limit is the number of calls sent less a tenth, and
/// at least 10. It recovers each minute by half of the distance to the last good rate, and beyond that rate by a tenth
/// every five minutes, up to the published limit, or until it is forgotten. Background calls use at most half of the
/// limit.
/// </remarks>
internal sealed class RateWindow(TimeSpan length, int? published, TimeProvider clock)
{
    private const int MinLimit = 10;

    // From this number on, a window that was not full teaches a first, rough limit.
    private const int RoughThreshold = 2 * MinLimit;

    // A provider that takes more calls in one window has no limit that matters here.
    private const int MaxCounted = 4096;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan QuickStep = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly long _length = (long)(length.TotalSeconds * clock.TimestampFrequency);

    // A ring of timestamps: its capacity is a power of two.
    private long[] _sent = new long[64];
    private int _first;
    private int _count;
    private int? _learned;
    private bool _isRough;
    private long _steppedAt;

    // The most calls in one window that the provider accepted.
    private int _goodRate = published ?? 0;
    private int _peak;
    private long _peakAt;

    private long _unblockedSince = clock.GetTimestamp();

    public int? Limit
    {
        get
        {
            lock (_gate)
                return GetLimit();
        }
    }

    public TimeSpan TimeUntilRoom(CallPriority priority)
    {
        lock (_gate)
        {
            if (GetLimit() is not { } limit)
                return TimeSpan.Zero;
            var share = priority is CallPriority.Background ? Math.Max(1, limit / 2) : limit;
            var now = clock.GetTimestamp();
            RemoveExpired(now);
            if (_count < share)
                return TimeSpan.Zero;
            var oldest = _sent[(_first + _count - share) & (_sent.Length - 1)];
            return clock.GetElapsedTime(now, oldest + _length);
        }
    }

    public void Count()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            RemoveExpired(now);
            if (_count == MaxCounted)
                RemoveOldest();
            else if (_count == _sent.Length)
                Grow();
            _sent[(_first + _count++) & (_sent.Length - 1)] = now;
            if (_count >= _peak)
                (_peak, _peakAt) = (_count, now);
        }
    }

    /// <summary>The call that was counted last does not leave after all.</summary>
    public void UndoCount()
    {
        lock (_gate)
            _count = Math.Max(0, _count - 1);
    }

    public void LearnLimit()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            RemoveExpired(now);
            if (_peak > _goodRate && now - _peakAt >= _length)
                _goodRate = _peak;
            Learn(now, GetLimit());
            // Every 429 delays the recovery, also one that teaches nothing.
            (_steppedAt, _peak) = (now, 0);
        }
    }

    /// <summary>No call leaves for so long, so that the window is not full right after the block.</summary>
    public void Block(TimeSpan remaining)
    {
        lock (_gate)
            _unblockedSince = Math.Max(_unblockedSince, clock.GetTimestamp() + ToTicks(remaining));
    }

    private int? GetLimit()
    {
        while (_learned is { } limit && StepFrom(limit) is var step && clock.GetElapsedTime(_steppedAt) >= step)
        {
            var next = Raise(limit);
            _learned = next < (published ?? MaxCounted) ? next : null;
            _steppedAt += ToTicks(step);
            if (_learned is null)
                (_goodRate, _isRough) = (published ?? _goodRate, false);
        }

        return _learned ?? published;
    }

    private void Learn(long now, int? limit)
    {
        var isFull = now - _unblockedSince >= _length || _count >= limit;
        var next = Math.Max(MinLimit, _count - Math.Max(1, _count / 10));
        if ((!isFull && (limit is not null || _count < RoughThreshold)) || next >= limit)
            return;
        // A 429 before the recovery was complete: the good rate is not good any more.
        if (_learned is not null)
            _goodRate = next;
        (_learned, _isRough) = (next, !isFull);
    }

    private TimeSpan StepFrom(int limit) => _isRough || limit < _goodRate ? QuickStep : Step;

    private int Raise(int limit) => limit < _goodRate
        ? Math.Min(_goodRate, limit + Math.Max(2, (_goodRate - limit + 1) / 2))
        : limit + Math.Max(2, limit / (_isRough ? 4 : 10));

    private long ToTicks(TimeSpan time) => (long)(time.TotalSeconds * clock.TimestampFrequency);

    private void RemoveExpired(long now)
    {
        while (_count > 0 && now - _sent[_first] >= _length)
            RemoveOldest();
    }

    private void RemoveOldest()
    {
        _first = (_first + 1) & (_sent.Length - 1);
        _count--;
    }

    private void Grow()
    {
        var larger = new long[_sent.Length * 2];
        for (var i = 0; i < _count; i++)
            larger[i] = _sent[(_first + i) & (_sent.Length - 1)];
        (_sent, _first) = (larger, 0);
    }
}
