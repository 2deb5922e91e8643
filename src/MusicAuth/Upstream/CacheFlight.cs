using System.Runtime.InteropServices;

namespace MusicAuth.Upstream;

/// <summary>One fetch under way, for all who wait for it. It belongs to the broker: whoever waits may leave.</summary>
internal sealed class CacheFlight(AnswerKey key, DateTimeOffset begunAt)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<StoredAnswer> _answer =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDropped;

    public AnswerKey Key { get; } = key;

    public DateTimeOffset BegunAt { get; } = begunAt;

    public Task<StoredAnswer> Answer => _answer.Task;

    /// <summary>Counted from its own beginning: who comes later need not wait as long again.</summary>
    public async Task<bool> EndsInTimeAsync(TimeSpan patience, TimeProvider clock, CancellationToken caller)
    {
        var left = patience - (clock.GetUtcNow() - BegunAt);
        if (left > TimeSpan.Zero)
            await ((Task)Answer).WaitAsync(left, clock, caller)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        caller.ThrowIfCancellationRequested();
        return Answer.IsCompleted;
    }

    /// <summary>From now on its answer is kept for nobody: what it asked for may have changed since.</summary>
    public void Drop()
    {
        lock (_gate)
            _isDropped = true;
    }

    public void Keep(Action keep)
    {
        lock (_gate)
        {
            if (!_isDropped)
                keep();
        }
    }

    public void End(StoredAnswer answer) => _answer.TrySetResult(answer);

    public void End(Exception failure)
    {
        _answer.TrySetException(failure);
        // There may be nobody left who looks at it.
        _ = _answer.Task.Exception;
    }
}

/// <summary>The fetches under way: one per key that others may join.</summary>
internal sealed class CacheFlights
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AnswerKey, CacheFlight> _joinable = [];
    private readonly HashSet<CacheFlight> _all = [];

    public bool TryFind(in AnswerKey key, out CacheFlight? flight)
    {
        lock (_gate)
            return _joinable.TryGetValue(key, out flight);
    }

    /// <returns>Ours, or the one that was under way.</returns>
    public CacheFlight Join(CacheFlight ours)
    {
        lock (_gate)
        {
            ref var joinable = ref CollectionsMarshal.GetValueRefOrAddDefault(_joinable, ours.Key, out _);
            if (joinable is not null)
                return joinable;
            _all.Add(ours);
            return joinable = ours;
        }
    }

    /// <summary>Whoever comes from now on joins this one; what was begun before it must not end up over it.</summary>
    public void Replace(CacheFlight ours)
    {
        CacheFlight? before;
        lock (_gate)
        {
            ref var joinable = ref CollectionsMarshal.GetValueRefOrAddDefault(_joinable, ours.Key, out _);
            (before, joinable) = (joinable, ours);
            _all.Add(ours);
        }

        before?.Drop();
    }

    public void End(CacheFlight flight, StoredAnswer answer)
    {
        Remove(flight);
        flight.End(answer);
    }

    public void End(CacheFlight flight, Exception failure)
    {
        Remove(flight);
        flight.End(failure);
    }

    public void Drop(Guid userId)
    {
        CacheFlight[] theirs;
        lock (_gate)
        {
            theirs = [.. _all.Where(flight => flight.Key.UserId == userId)];
            Array.ForEach(theirs, Close);
        }

        // Outside: each waits for its own gate, within which the answer is being kept.
        foreach (var flight in theirs)
            flight.Drop();
    }

    private void Remove(CacheFlight flight)
    {
        lock (_gate)
        {
            Close(flight);
            _all.Remove(flight);
        }
    }

    private void Close(CacheFlight flight)
    {
        if (_joinable.TryGetValue(flight.Key, out var joinable) && ReferenceEquals(joinable, flight))
            _joinable.Remove(flight.Key);
    }
}
