namespace MusicAuth.Grants.Limits;

/// <summary>For two minutes after an outage, keeps refreshes 200 ms apart.</summary>
internal sealed class RecoveryPacer(TimeProvider time)
{
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(8);

    private readonly Lock _gate = new();
    private long? _begunAt;
    private TimeSpan _nextSlot;

    public void Begin()
    {
        lock (_gate)
            (_begunAt, _nextSlot) = (time.GetTimestamp(), TimeSpan.Zero);
    }

    /// <returns>False where the wait would be too long; then no slot is taken.</returns>
    public bool TryAcquire(out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        lock (_gate)
        {
            if (_begunAt is not { } begun || time.GetElapsedTime(begun) is var now && now >= Duration)
                return true;
            var slot = _nextSlot > now ? _nextSlot : now;
            wait = slot - now;
            if (wait > MaxWait)
                return false;
            _nextSlot = slot + Interval;
            return true;
        }
    }
}
