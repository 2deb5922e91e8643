namespace MusicAuth.Sandbox.Control;

/// <summary>Reports each change of the clock to the brokers that follow it, and waits for them.</summary>
internal sealed class ClockFollowers(SandboxClock clock)
{
    private static readonly TimeSpan LongPollTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AcknowledgementTimeout = TimeSpan.FromSeconds(5);

    private long _lastSeen = -(long)LongPollTimeout.TotalMilliseconds * 2;
    private TaskCompletionSource _acknowledged = NewSignal();

    /// <param name="known">The offset that the broker has applied; null in its first request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The offset, as soon as it differs from the known one or after 20 s.</returns>
    public async Task<TimeSpan> WaitForChangeAsync(TimeSpan? known, CancellationToken cancellationToken)
    {
        var changed = clock.Changed;
        Volatile.Write(ref _lastSeen, Environment.TickCount64);
        if (known is null || known != clock.Offset)
            return clock.Offset;
        Interlocked.Exchange(ref _acknowledged, NewSignal()).TrySetResult();
        await changed.WaitAsync(LongPollTimeout, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return clock.Offset;
    }

    /// <summary>Advances the clock, and waits for a broker that follows it.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        var acknowledged = Volatile.Read(ref _acknowledged).Task;
        clock.Advance(by);
        if (Environment.TickCount64 - Volatile.Read(ref _lastSeen) <= LongPollTimeout.TotalMilliseconds)
            await acknowledged.WaitAsync(AcknowledgementTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static TaskCompletionSource NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
