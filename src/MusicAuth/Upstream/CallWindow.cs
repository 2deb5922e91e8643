namespace MusicAuth.Upstream;

/// <summary>
/// A provider's rolling window: how many calls to its API it takes from an app within so many seconds.
/// </summary>
/// <remarks>
/// Where the provider does not name a limit there is none, until it answers 429: the limit is then what was sent within
/// the window before, less a tenth, and at least 10. Every five minutes without another 429 give a tenth back, at
/// least 2 calls, up to the limit that the provider names, or to none. Background calls may use half of it.
/// Not thread safe.
/// </remarks>
internal sealed class CallWindow(TimeSpan length, int? known, TimeProvider clock)
{
    public const int Floor = 10;

    // More in one window is not counted: who takes that much has no limit that matters here.
    private const int MostRemembered = 4096;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    private readonly long _length = (long)(length.TotalSeconds * clock.TimestampFrequency);
    private long[] _sent = new long[64];
    private int _first;
    private int _count;
    private int? _learned;
    private long _steppedAt;

    /// <summary>How many the window takes, null for any number.</summary>
    public int? Limit
    {
        get
        {
            while (_learned is { } limit && clock.GetElapsedTime(_steppedAt) >= Step)
            {
                var next = limit + Math.Max(2, limit / 10);
                _learned = next < (known ?? MostRemembered) ? next : null;
                _steppedAt += (long)(Step.TotalSeconds * clock.TimestampFrequency);
            }

            return _learned ?? known;
        }
    }

    /// <summary>How long until there is room for one more; zero where there is.</summary>
    public TimeSpan FreeIn(CallPriority priority)
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
    }

    /// <summary>The last one did not leave after all.</summary>
    public void TakeBack()
    {
        if (_count > 0)
            _count--;
    }

    /// <summary>The provider says that it was too much.</summary>
    public void Learn()
    {
        Forget(clock.GetTimestamp());
        var limit = Math.Max(Floor, _count - Math.Max(1, _count / 10));
        if (Limit is not { } current || limit < current)
            _learned = limit;
        // A limit that holds must not grow either.
        _steppedAt = clock.GetTimestamp();
    }

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
