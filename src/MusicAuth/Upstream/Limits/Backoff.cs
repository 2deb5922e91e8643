namespace MusicAuth.Upstream.Limits;

/// <summary>
/// The back-off after repeated failures: 5, 10, 20, 30 s. One probe ends each wait. Not thread safe.
/// </summary>
internal sealed class Backoff(TimeProvider clock)
{
    private static readonly BackoffSteps Steps = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));

    // Failures that lie further apart are unrelated.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(60);

    private TimeSpan _length;
    private long _since;
    private bool _isProbing;
    private int _failures;

    public long LastFailureAt { get; private set; }
    public bool IsExpired => clock.GetElapsedTime(LastFailureAt) > Memory;

    public TimeSpan Remaining =>
        _length - clock.GetElapsedTime(_since) is { Ticks: > 0 } remaining ? remaining : TimeSpan.Zero;

    /// <summary>The probe leaves: no other call does until its result is known.</summary>
    public void BeginProbe()
    {
        if (_length > TimeSpan.Zero)
            (_since, _isProbing) = (clock.GetTimestamp(), true);
    }

    /// <param name="threshold">The number of failures that begins the back-off.</param>
    public void RecordFailure(int threshold)
    {
        if (IsExpired)
            (_failures, _length, _isProbing) = (0, TimeSpan.Zero, false);
        LastFailureAt = clock.GetTimestamp();
        // Calls that were under way when the back-off began do not prolong it.
        if (++_failures < threshold || (_length > TimeSpan.Zero && !_isProbing))
            return;
        (_length, _since, _isProbing) = (Steps.After(_length), LastFailureAt, false);
    }
}
