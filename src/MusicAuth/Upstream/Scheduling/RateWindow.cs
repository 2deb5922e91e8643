namespace MusicAuth.Upstream.Scheduling;

/// <summary>
/// A provider's rolling window: how many calls to its API it takes from an app within so many seconds.
/// </summary>
/// <remarks>
/// Where the provider does not name a limit there is none, until it answers 429. Only a window that was full teaches
/// one: calls could leave all the time, or as many left as the limit allows. The limit is then what was sent, less a
/// tenth, and at least 10. It comes back by half of what is missing to the last good rate each minute, and beyond that
/// by a tenth every five minutes, up to the limit that the provider names, or to none. Background calls may use half
/// of it. Not thread safe.
/// </remarks>
internal sealed class RateWindow(TimeSpan length, int? known, TimeProvider clock)
{
    public const int Floor = 10;

    /// <summary>From here on a window that was not full teaches a first, rough limit.</summary>
    public const int RoughFrom = 2 * Floor;

    // More in one window is not counted: who takes that much has no limit that matters here.
    private const int MostRemembered = 4096;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan QuickStep = TimeSpan.FromMinutes(1);

    private readonly long _length = (long)(length.TotalSeconds * clock.TimestampFrequency);
    private long[] _sent = new long[64];
    private int _first;
    private int _count;
    private int? _learned;
    private bool _isRough;
    private long _steppedAt;

    // The most that left in one window which the provider took.
    private int _good = known ?? 0;
    private int _peak;
    private long _peakAt;

    // Since when calls leave without a block between them.
    private long _opensAt = clock.GetTimestamp();

    /// <summary>How many the window takes, null for any number.</summary>
    public int? Limit
    {
        get
        {
            while (_learned is { } limit && StepFrom(limit) is var step && clock.GetElapsedTime(_steppedAt) >= step)
            {
                var next = Next(limit);
                _learned = next < (known ?? MostRemembered) ? next : null;
                _steppedAt += TicksOf(step);
                if (_learned is null)
                    (_good, _isRough) = (known ?? _good, false);
            }

            return _learned ?? known;
        }
    }

    /// <summary>How long until there is room for one more; zero where there is.</summary>
    public TimeSpan TimeUntilRoom(CallPriority priority)
    {
        if (Limit is not { } limit)
            return TimeSpan.Zero;
        var share = priority is CallPriority.Background ? Math.Max(1, limit / 2) : limit;
        var now = clock.GetTimestamp();
        Forget(now);
        if (_count < share)
            return TimeSpan.Zero;
        var last = _sent[(_first + _count - share) & (_sent.Length - 1)];
        return clock.GetElapsedTime(now, last + _length);
    }

    public void Count()
    {
        var now = clock.GetTimestamp();
        Forget(now);
        if (_count == _sent.Length)
            MakeRoom();
        _sent[(_first + _count++) & (_sent.Length - 1)] = now;
        if (_count >= _peak)
            (_peak, _peakAt) = (_count, now);
    }

    /// <summary>The last one did not leave after all.</summary>
    public void UndoCount()
    {
        if (_count > 0)
            _count--;
    }

    /// <summary>The provider says that it was too much.</summary>
    public void LearnLimit()
    {
        var now = clock.GetTimestamp();
        Forget(now);
        RememberGood();
        var limit = Limit;
        var isFull = now - _opensAt >= _length || _count >= limit;
        var next = Math.Max(Floor, _count - Math.Max(1, _count / 10));
        if ((isFull || (limit is null && _count >= RoughFrom)) && !(next >= limit))
        {
            // Refused again before it was back: what was good is not good any more.
            if (_learned is not null)
                _good = next;
            (_learned, _isRough) = (next, !isFull);
        }

        // A limit that holds must not grow either.
        (_steppedAt, _peak) = (now, 0);
    }

    /// <summary>No call leaves for so long: what leaves after it makes no full window at once.</summary>
    public void Block(TimeSpan rest) => _opensAt = Math.Max(_opensAt, clock.GetTimestamp() + TicksOf(rest));

    private TimeSpan StepFrom(int limit) => _isRough || limit < _good ? QuickStep : Step;

    private int Next(int limit) =>
        limit < _good ? Math.Min(_good, limit + Math.Max(2, (_good - limit + 1) / 2))
        : limit + Math.Max(2, limit / (_isRough ? 4 : 10));

    private void RememberGood()
    {
        if (_peak > _good && clock.GetTimestamp() - _peakAt >= _length)
            _good = _peak;
    }

    private long TicksOf(TimeSpan time) => (long)(time.TotalSeconds * clock.TimestampFrequency);

    private void Forget(long now)
    {
        while (_count > 0 && now - _sent[_first] >= _length)
        {
            _first = (_first + 1) & (_sent.Length - 1);
            _count--;
        }
    }

    private void MakeRoom()
    {
        if (_count >= MostRemembered)
        {
            _first = (_first + 1) & (_sent.Length - 1);
            _count--;
            return;
        }

        var wider = new long[_sent.Length * 2];
        for (var i = 0; i < _count; i++)
            wider[i] = _sent[(_first + i) & (_sent.Length - 1)];
        (_sent, _first) = (wider, 0);
    }
}
