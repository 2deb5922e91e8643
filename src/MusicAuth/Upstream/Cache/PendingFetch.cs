namespace MusicAuth.Upstream.Cache;

/// <summary>A fetch under way, on the broker's behalf: a caller who leaves does not cancel it.</summary>
/// <param name="key">The key of the response.</param>
/// <param name="startedAt">A timestamp, because the system clock can be set during the fetch.</param>
internal sealed class PendingFetch(CacheKey key, long startedAt)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<StoredResponse> _response =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isInvalidated;

    public CacheKey Key { get; } = key;
    public Task<StoredResponse> Response => _response.Task;

    /// <summary>The wait counts from the start of the fetch, not from the call.</summary>
    public async Task<bool> CompletesWithinAsync(TimeSpan wait, TimeProvider clock, CancellationToken caller)
    {
        var left = wait - clock.GetElapsedTime(startedAt);
        if (left > TimeSpan.Zero)
            await ((Task)Response).WaitAsync(left, clock, caller)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        caller.ThrowIfCancellationRequested();
        return Response.IsCompleted;
    }

    /// <summary>The response must not be stored: the data can have changed since the fetch began.</summary>
    public void Invalidate()
    {
        lock (_gate)
            _isInvalidated = true;
    }

    public void StoreUnlessInvalidated(Action store)
    {
        lock (_gate)
        {
            if (!_isInvalidated)
                store();
        }
    }

    public void Complete(StoredResponse response) => _response.TrySetResult(response);

    public void Complete(Exception failure)
    {
        _response.TrySetException(failure);
        // Observed here, since every caller may have left.
        _ = _response.Task.Exception;
    }
}
