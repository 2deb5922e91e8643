namespace MusicAuth.Upstream;

/// <summary>
/// Whether one side of a provider answers at all. Five failures in a row within 30 s, and it is not asked for 10 s;
/// then one call tries, and as long as that fails the rest doubles, up to two minutes.
/// </summary>
internal sealed class OutageCircuit(TimeProvider clock)
{
    public static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(10);

    private const int FailuresInARow = 5;
    private static readonly TimeSpan Run = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private volatile bool _isQuiet = true;
    private int _failures;
    private long _firstFailure;
    private TimeSpan _rest;
    private long _restsSince;
    private bool _isProbing;

    public bool IsOpen
    {
        get
        {
            if (_isQuiet)
                return false;
            lock (_gate)
                return _rest > TimeSpan.Zero;
        }
    }

    /// <summary>How long it is not to be asked; zero where it may.</summary>
    public TimeSpan Rest
    {
        get
        {
            if (_isQuiet)
                return TimeSpan.Zero;
            lock (_gate)
                return RestNow();
        }
    }

    /// <summary>Like <see cref="Rest"/>, and takes the turn of the one that tries.</summary>
    public TimeSpan TakeTurn()
    {
        if (_isQuiet)
            return TimeSpan.Zero;
        lock (_gate)
        {
            var rest = RestNow();
            if (rest > TimeSpan.Zero || _rest == TimeSpan.Zero)
                return rest;
            // If nothing is heard of it, another may try after as long again.
            _restsSince = clock.GetTimestamp();
            _isProbing = true;
            return TimeSpan.Zero;
        }
    }

    /// <summary>It gave no answer.</summary>
    /// <returns>Whether it is not asked from now on.</returns>
    public bool Failed()
    {
        lock (_gate)
        {
            _isQuiet = false;
            if (_rest > TimeSpan.Zero)
            {
                // Those that were under way when it opened prove nothing new.
                if (!_isProbing)
                    return false;
                Open(_rest * 2 < LongestRest ? _rest * 2 : LongestRest);
                return true;
            }

            if (_failures == 0 || clock.GetElapsedTime(_firstFailure) > Run)
                (_failures, _firstFailure) = (0, clock.GetTimestamp());
            if (++_failures < FailuresInARow)
                return false;
            Open(FirstRest);
            return true;
        }
    }

    /// <summary>It answered, whatever it said.</summary>
    public void Answered()
    {
        if (_isQuiet)
            return;
        lock (_gate)
        {
            (_failures, _rest, _isProbing) = (0, TimeSpan.Zero, false);
            _isQuiet = true;
        }
    }

    private void Open(TimeSpan rest) => (_rest, _restsSince, _isProbing) = (rest, clock.GetTimestamp(), false);

    private TimeSpan RestNow()
    {
        if (_rest == TimeSpan.Zero)
            return TimeSpan.Zero;
        var rest = _rest - clock.GetElapsedTime(_restsSince);
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }
}
