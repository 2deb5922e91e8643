namespace MusicAuth.Operations.Memory;

/// <summary>
/// Returns unused heap to the system once a busy broker has become idle. The collector itself keeps what it has, since
/// it runs only when something allocates.
/// </summary>
internal sealed class IdleMemoryRelease : BackgroundService
{
    private const long IdleBytes = 4 * 1024 * 1024;
    private const long BusyBytes = 8 * 1024 * 1024;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private long _releasedAt = GC.GetTotalAllocatedBytes();
    private long _lastRound = GC.GetTotalAllocatedBytes();

    /// <summary>Collects if the broker has done work since the last time, and none in the last minute.</summary>
    /// <returns>Whether it has collected.</returns>
    public bool ReleaseIfIdle()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var isIdle = allocated - _lastRound < IdleBytes;
        _lastRound = allocated;
        if (!isIdle || allocated - _releasedAt < BusyBytes)
            return false;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _releasedAt = allocated;
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // By the real clock, as the memory is that of the process.
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                ReleaseIfIdle();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The broker stops.
        }
    }
}
