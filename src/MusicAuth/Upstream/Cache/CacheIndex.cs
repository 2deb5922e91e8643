using System.Collections.Concurrent;

namespace MusicAuth.Upstream.Cache;

internal sealed class CacheIndex
{
    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<CacheKey, CacheEntry>> _users = new();

    public CacheEntry? Find(in CacheKey key) =>
        _users.TryGetValue(key.UserId, out var entries) && entries.TryGetValue(key, out var entry) ? entry : null;

    public void Put(CacheEntry entry)
    {
        ConcurrentDictionary<CacheKey, CacheEntry> entries;
        do
        {
            entries = _users.GetOrAdd(entry.Key.UserId, static _ => new());
            entries[entry.Key] = entry;
        }
        while (!_users.TryGetValue(entry.Key.UserId, out var current) || !ReferenceEquals(current, entries));
    }

    public bool TryReplace(CacheEntry previous, CacheEntry entry)
    {
        if (!entry.TryReuseMemoryOf(previous))
            return false;
        if (_users.TryGetValue(entry.Key.UserId, out var entries) && entries.TryUpdate(entry.Key, entry, previous))
            return true;
        entry.ReleaseSharedMemory();
        return false;
    }

    /// <param name="evicted">The callback of an eviction is late, so a newer entry stays.</param>
    public void Remove(CacheEntry evicted)
    {
        if (!_users.TryGetValue(evicted.Key.UserId, out var entries))
            return;
        while (entries.TryGetValue(evicted.Key, out var current) && current.SharesMemoryOf(evicted)
            && !entries.TryRemove(KeyValuePair.Create(evicted.Key, current)))
        {
        }

        RemoveIfEmpty(evicted.Key.UserId, entries);
    }

    public IReadOnlyList<CacheEntry> RemoveAll(Guid userId, string? provider)
    {
        if (!_users.TryGetValue(userId, out var entries))
            return [];
        List<CacheEntry> removed = [];
        foreach (var pair in entries)
        {
            if (pair.Value.Answer.IsFrom(provider) && entries.TryRemove(pair))
                removed.Add(pair.Value);
        }

        RemoveIfEmpty(userId, entries);
        return removed;
    }

    private void RemoveIfEmpty(Guid userId, ConcurrentDictionary<CacheKey, CacheEntry> entries)
    {
        if (entries.IsEmpty)
            _users.TryRemove(KeyValuePair.Create(userId, entries));
    }
}
