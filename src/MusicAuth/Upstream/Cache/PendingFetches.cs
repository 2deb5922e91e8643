using System.Runtime.InteropServices;

namespace MusicAuth.Upstream.Cache;

/// <summary>The fetches under way: one per key that others may join.</summary>
internal sealed class PendingFetches
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CacheKey, PendingFetch> _joinable = [];
    private readonly HashSet<PendingFetch> _all = [];

    public bool TryFind(in CacheKey key, out PendingFetch? flight)
    {
        lock (_gate)
            return _joinable.TryGetValue(key, out flight);
    }

    /// <returns>Ours, or the one that was under way.</returns>
    public PendingFetch JoinOrAdd(PendingFetch ours)
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
    public void Replace(PendingFetch ours)
    {
        PendingFetch? before;
        lock (_gate)
        {
            ref var joinable = ref CollectionsMarshal.GetValueRefOrAddDefault(_joinable, ours.Key, out _);
            (before, joinable) = (joinable, ours);
            _all.Add(ours);
        }

        before?.Invalidate();
    }

    public void Complete(PendingFetch flight, StoredResponse answer)
    {
        Remove(flight);
        flight.Complete(answer);
    }

    public void Complete(PendingFetch flight, Exception failure)
    {
        Remove(flight);
        flight.Complete(failure);
    }

    public void Invalidate(Guid userId)
    {
        PendingFetch[] theirs;
        lock (_gate)
        {
            theirs = [.. _all.Where(flight => flight.Key.UserId == userId)];
            Array.ForEach(theirs, Close);
        }

        // Outside: each waits for its own gate, within which the answer is being kept.
        foreach (var flight in theirs)
            flight.Invalidate();
    }

    private void Remove(PendingFetch flight)
    {
        lock (_gate)
        {
            Close(flight);
            _all.Remove(flight);
        }
    }

    private void Close(PendingFetch flight)
    {
        if (_joinable.TryGetValue(flight.Key, out var joinable) && ReferenceEquals(joinable, flight))
            _joinable.Remove(flight.Key);
    }
}
