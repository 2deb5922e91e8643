namespace MusicAuth.Upstream.Limits;

/// <summary>
/// The back-off of one thing that keeps failing: 5 s, 10 s, 20 s, 30 s, each ended by one call that tries. Not thread
/// safe.
/// </summary>
internal sealed class Backoff(TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Failures that lie further apart have nothing to do with each other.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(60);

    private TimeSpan _length;
    private long _since;
    private bool _isTrying;

    public int Failures { get; private set; }

    public long FailedAt { get; private set; }

    public bool IsForgotten => clock.GetElapsedTime(FailedAt) > Memory;

    /// <summary>How long no call may leave; zero where one may.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var rest = _length - clock.GetElapsedTime(_since);
            return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
        }
    }

    /// <summary>The call leaves: until its result is known, no other one does.</summary>
    public void BeginProbe()
    {
        if (_length == TimeSpan.Zero)
            return;
        (_since, _isTrying) = (clock.GetTimestamp(), true);
    }

    /// <param name="enough">The number of failures from which on there is a back-off.</param>
    public void RecordFailure(int enough)
    {
        if (IsForgotten)
            (Failures, _length, _isTrying) = (0, TimeSpan.Zero, false);
        FailedAt = clock.GetTimestamp();
        // The calls that were under way when it began do not make it longer.
        if (++Failures < enough || (_length > TimeSpan.Zero && !_isTrying))
            return;
        var next = _length == TimeSpan.Zero ? First : _length * 2;
        (_length, _since, _isTrying) = (next < Longest ? next : Longest, FailedAt, false);
    }
}
