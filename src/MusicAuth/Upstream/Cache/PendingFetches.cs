using System.Runtime.InteropServices;

namespace MusicAuth.Upstream.Cache;

/// <summary>The fetches under way: at most one per key that callers can join.</summary>
internal sealed class PendingFetches
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CacheKey, PendingFetch> _joinable = [];
    private readonly HashSet<PendingFetch> _all = [];

    public PendingFetch? Find(in CacheKey key)
    {
        lock (_gate)
            return _joinable.GetValueOrDefault(key);
    }

    public PendingFetch JoinOrAdd(PendingFetch added)
    {
        lock (_gate)
        {
            ref var joinable = ref CollectionsMarshal.GetValueRefOrAddDefault(_joinable, added.Key, out _);
            if (joinable is not null)
                return joinable;
            _all.Add(added);
            return joinable = added;
        }
    }

    /// <summary>Later callers join the given fetch; an older fetch must not overwrite its result.</summary>
    public void Replace(PendingFetch newer)
    {
        PendingFetch? older;
        lock (_gate)
        {
            ref var joinable = ref CollectionsMarshal.GetValueRefOrAddDefault(_joinable, newer.Key, out _);
            (older, joinable) = (joinable, newer);
            _all.Add(newer);
        }

        older?.Invalidate();
    }

    public void Complete(PendingFetch fetch, StoredResponse response)
    {
        Remove(fetch);
        fetch.Complete(response);
    }

    public void Complete(PendingFetch fetch, Exception failure)
    {
        Remove(fetch);
        fetch.Complete(failure);
    }

    public void Invalidate(Guid userId)
    {
        PendingFetch[] fetches;
        lock (_gate)
        {
            fetches = [.. _all.Where(fetch => fetch.Key.UserId == userId)];
            Array.ForEach(fetches, RemoveJoinable);
        }

        // Outside the lock: a fetch holds its own lock while it stores its response.
        Array.ForEach(fetches, fetch => fetch.Invalidate());
    }

    private void Remove(PendingFetch fetch)
    {
        lock (_gate)
        {
            RemoveJoinable(fetch);
            _all.Remove(fetch);
        }
    }

    private void RemoveJoinable(PendingFetch fetch)
    {
        if (_joinable.GetValueOrDefault(fetch.Key) == fetch)
            _joinable.Remove(fetch.Key);
    }
}
