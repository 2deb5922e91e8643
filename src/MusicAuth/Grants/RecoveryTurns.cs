namespace MusicAuth.Grants;

/// <summary>For two minutes after an outage refreshes leave one after another, 200 ms apart.</summary>
internal sealed class RecoveryTurns(TimeProvider time)
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    private readonly Lock _gate = new();
    private long? _begunAt;
    private TimeSpan _nextTurn;

    public void Begin()
    {
        lock (_gate)
            (_begunAt, _nextTurn) = (time.GetTimestamp(), TimeSpan.Zero);
    }

    /// <returns>False where the wait would be too long; then no turn is taken.</returns>
    public bool TryTakeTurn(out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        lock (_gate)
        {
            if (_begunAt is not { } begun || time.GetElapsedTime(begun) is var now && now >= Length)
                return true;
            var turn = _nextTurn > now ? _nextTurn : now;
            wait = turn - now;
            if (wait > LongestWait)
                return false;
            _nextTurn = turn + Step;
            return true;
        }
    }
}
