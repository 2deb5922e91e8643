namespace MusicAuth.Library.Caching;

/// <summary>
/// Remembers the totals of recently read lists, so that the next read can fetch the provider's pages in parallel. A
/// missing total costs one more round trip.
/// </summary>
internal sealed class RecentTotals
{
    private const int MaxEntries = 10_000;

    // No provider has longer list names; a name that a caller invented must not use memory.
    private const int MaxNameLength = 200;

    private readonly Lock _gate = new();
    private readonly Dictionary<(Guid UserId, string Provider, string List), long> _totals = [];
    private readonly Queue<(Guid UserId, string Provider, string List)> _oldest = new();

    public long? Find(Guid userId, string provider, string list)
    {
        lock (_gate)
            return _totals.TryGetValue((userId, provider, list), out var total) ? total : null;
    }

    public void Set(Guid userId, string provider, string list, long total)
    {
        if (list.Length > MaxNameLength)
            return;
        var key = (userId, provider, list);
        lock (_gate)
        {
            if (!_totals.ContainsKey(key))
                _oldest.Enqueue(key);
            _totals[key] = total;
            if (_oldest.Count > MaxEntries)
                _totals.Remove(_oldest.Dequeue());
        }
    }
}
