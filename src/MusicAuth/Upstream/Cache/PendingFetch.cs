namespace MusicAuth.Upstream.Cache;

/// <summary>One fetch under way, for all who wait for it. It belongs to the broker: whoever waits may leave.</summary>
internal sealed class PendingFetch(CacheKey key, DateTimeOffset begunAt)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<StoredResponse> _answer =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDropped;

    public CacheKey Key { get; } = key;

    public DateTimeOffset BegunAt { get; } = begunAt;

    public Task<StoredResponse> Answer => _answer.Task;

    /// <summary>Counted from its own beginning: who comes later need not wait as long again.</summary>
    public async Task<bool> CompletesWithinAsync(TimeSpan patience, TimeProvider clock, CancellationToken caller)
    {
        var left = patience - (clock.GetUtcNow() - BegunAt);
        if (left > TimeSpan.Zero)
            await ((Task)Answer).WaitAsync(left, clock, caller)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        caller.ThrowIfCancellationRequested();
        return Answer.IsCompleted;
    }

    /// <summary>From now on its answer is kept for nobody: what it asked for may have changed since.</summary>
    public void Invalidate()
    {
        lock (_gate)
            _isDropped = true;
    }

    public void StoreUnlessInvalidated(Action keep)
    {
        lock (_gate)
        {
            if (!_isDropped)
                keep();
        }
    }

    public void Complete(StoredResponse answer) => _answer.TrySetResult(answer);

    public void Complete(Exception failure)
    {
        _answer.TrySetException(failure);
        // There may be nobody left who looks at it.
        _ = _answer.Task.Exception;
    }
}
