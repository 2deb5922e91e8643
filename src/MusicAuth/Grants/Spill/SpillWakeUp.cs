namespace MusicAuth.Grants.Spill;

/// <summary>Wakes the replay of the spill after a failure, so that it need not look all the time.</summary>
internal sealed class SpillWakeUp
{
    private volatile TaskCompletionSource _raised = Create();

    public void Raise() => _raised.TrySetResult();

    /// <summary>Waits for the next failure, at most for the given time.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var limit = time.CreateTimer(
            static wakeUp => ((SpillWakeUp)wakeUp!).Raise(), this, longest, Timeout.InfiniteTimeSpan);
        await _raised.Task.WaitAsync(cancellationToken);
        _raised = Create();
    }

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
