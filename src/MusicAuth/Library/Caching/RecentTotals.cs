namespace MusicAuth.Library.Caching;

/// <summary>
/// Totals of lists read lately: how many windows the first page may ask side by side. Losing one costs a round trip.
/// </summary>
public sealed class RecentTotals
{
    private const int MaxEntries = 10_000;

    // No list of a provider has a longer name; a caller's made-up one takes no memory.
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
