using System.Collections.Concurrent;

namespace MusicAuth.Upstream.Cache;

/// <summary>An index of what memory holds, by user: found without making a text, and dropped at once.</summary>
internal sealed class CacheIndex
{
    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<CacheKey, CacheEntry>> _users = new();

    public CacheEntry? Find(in CacheKey key) =>
        _users.TryGetValue(key.UserId, out var theirs) && theirs.TryGetValue(key, out var entry) ? entry : null;

    public void Put(CacheEntry entry)
    {
        ConcurrentDictionary<CacheKey, CacheEntry> theirs;
        do
        {
            theirs = _users.GetOrAdd(entry.Key.UserId, static _ => new());
            theirs[entry.Key] = entry;
        }
        while (!_users.TryGetValue(entry.Key.UserId, out var now) || !ReferenceEquals(now, theirs));
    }

    /// <returns>False where the bytes are others, or the one before is not here any more.</returns>
    public bool TryReplace(CacheEntry before, CacheEntry entry)
    {
        if (!entry.TryReuseMemoryOf(before))
            return false;
        if (_users.TryGetValue(entry.Key.UserId, out var theirs) && theirs.TryUpdate(entry.Key, entry, before))
            return true;
        entry.ReleaseSharedMemory();
        return false;
    }

    /// <param name="entry">What memory let go. It tells late: what has another place since stays.</param>
    public void Remove(CacheEntry entry)
    {
        if (!_users.TryGetValue(entry.Key.UserId, out var theirs))
            return;
        while (theirs.TryGetValue(entry.Key, out var now) && now.SharesMemoryOf(entry)
            && !theirs.TryRemove(KeyValuePair.Create(entry.Key, now)))
        {
        }

        RemoveIfEmpty(entry.Key.UserId, theirs);
    }

    /// <summary>Takes out what a user has of a provider, or all.</summary>
    public IReadOnlyList<CacheEntry> Take(Guid userId, string? provider)
    {
        if (!_users.TryGetValue(userId, out var theirs))
            return [];
        List<CacheEntry> taken = [];
        foreach (var (key, entry) in theirs)
        {
            if (entry.Answer.IsFrom(provider) && theirs.TryRemove(KeyValuePair.Create(key, entry)))
                taken.Add(entry);
        }

        RemoveIfEmpty(userId, theirs);
        return taken;
    }

    private void RemoveIfEmpty(Guid userId, ConcurrentDictionary<CacheKey, CacheEntry> theirs)
    {
        if (theirs.IsEmpty)
            _users.TryRemove(KeyValuePair.Create(userId, theirs));
    }
}
