namespace MusicAuth.Sandbox.Control;

/// <summary>Tells brokers each change of the clock, and lets a change wait until they have followed.</summary>
internal sealed class ClockFollowers(SandboxClock clock)
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private long _lastSeen = -(long)Hold.TotalMilliseconds * 2;
    private TaskCompletionSource _acknowledged = NewSignal();

    /// <param name="known">The offset that the broker has taken over; null where it begins.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The offset, once it is another one, or after 20 s.</returns>
    public async Task<TimeSpan> WaitForChangeAsync(TimeSpan? known, CancellationToken cancellationToken)
    {
        var changed = clock.Changed;
        Volatile.Write(ref _lastSeen, Environment.TickCount64);
        if (known is null || known != clock.Offset)
            return clock.Offset;
        Interlocked.Exchange(ref _acknowledged, NewSignal()).TrySetResult();
        await changed.WaitAsync(Hold, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return clock.Offset;
    }

    /// <summary>Moves the clock; where a broker follows it, returns after the broker has moved too.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        var acknowledged = Volatile.Read(ref _acknowledged).Task;
        clock.Advance(by);
        if (Environment.TickCount64 - Volatile.Read(ref _lastSeen) <= Hold.TotalMilliseconds)
            await acknowledged.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static TaskCompletionSource NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
