using System.Collections.Concurrent;

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
    private readonly ConcurrentDictionary<AnswerKey, CacheFlight> _joinable = new();
    private readonly ConcurrentDictionary<CacheFlight, bool> _all = new();

    public bool TryFind(in AnswerKey key, out CacheFlight? flight) => _joinable.TryGetValue(key, out flight);

    /// <returns>Ours, or the one that was under way.</returns>
    public CacheFlight Join(CacheFlight ours)
    {
        _all[ours] = true;
        var flight = _joinable.GetOrAdd(ours.Key, ours);
        if (!ReferenceEquals(flight, ours))
            _all.TryRemove(ours, out _);
        return flight;
    }

    /// <summary>Whoever comes from now on joins this one; what was begun before it must not end up over it.</summary>
    public void Replace(CacheFlight ours)
    {
        _all[ours] = true;
        if (_joinable.TryGetValue(ours.Key, out var before))
            before.Drop();
        _joinable[ours.Key] = ours;
    }

    public void Remove(CacheFlight flight)
    {
        _joinable.TryRemove(KeyValuePair.Create(flight.Key, flight));
        _all.TryRemove(flight, out _);
    }

    public void Drop(Guid userId)
    {
        foreach (var flight in _all.Keys.Where(flight => flight.Key.UserId == userId))
        {
            flight.Drop();
            _joinable.TryRemove(KeyValuePair.Create(flight.Key, flight));
        }
    }
}
