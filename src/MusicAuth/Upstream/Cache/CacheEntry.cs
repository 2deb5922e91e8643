using System.Text.Json.Serialization;

namespace MusicAuth.Upstream.Cache;

/// <summary>An answer with what it is kept under, and whether somebody has set out to renew it.</summary>
[method: JsonConstructor]
internal sealed class CacheEntry(CacheKey key, StoredResponse answer)
{
    private const int Rest = 2 * 1024;
    private const int Told = 1;
    private const int Begun = 2;
    private int _renewal;
    private CacheEntry? _place;

    public CacheKey Key { get; } = key;

    public StoredResponse Answer { get; } = answer;

    /// <summary>
    /// What the entry takes of the cache's bound: the answer, its key, which a caller may make as long as an address,
    /// and what two indexes and the cache itself add.
    /// </summary>
    [JsonIgnore]
    public long Size => Answer.Size + StoredResponse.TextSize(Key.Resource) + StoredResponse.TextSize(Key.Audience) + Rest;

    /// <summary>True for the one caller who is to go the long way, which begins a renewal.</summary>
    public bool TryAnnounceRenewal() => Interlocked.CompareExchange(ref _renewal, Told, 0) == 0;

    /// <summary>True for the one who is to renew it.</summary>
    public bool TryBeginRenewal() => Interlocked.Exchange(ref _renewal, Begun) != Begun;

    /// <summary>Whether both have the same place in memory.</summary>
    public bool SharesMemoryOf(CacheEntry other) => ReferenceEquals(_place ?? this, other._place ?? other);

    /// <summary>The same bytes, fetched anew, stay where they lie; others have a place of their own.</summary>
    /// <returns>False where the bytes are others.</returns>
    public bool TryReuseMemoryOf(CacheEntry before)
    {
        if (!ReferenceEquals(before.Answer.Body, Answer.Body))
            return false;
        _place = before._place ?? before;
        return true;
    }

    public void ReleaseSharedMemory() => _place = null;

    /// <summary>What was put together anew from the same old parts is not renewed once more.</summary>
    public void CopyRenewalState(CacheEntry? before)
    {
        if (before is not null && before.Answer.FetchedAt == Answer.FetchedAt)
            _renewal = before._renewal;
    }
}
