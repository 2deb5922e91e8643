using System.Text.Json.Serialization;

namespace MusicAuth.Upstream.Cache;

/// <summary>A stored response with its key, and whether its renewal has begun.</summary>
[method: JsonConstructor]
internal sealed class CacheEntry(CacheKey key, StoredResponse answer)
{
    // Two indexes, the cache's own entry and the objects in between.
    private const int OverheadBytes = 2 * 1024;
    private const int Announced = 1;
    private const int Begun = 2;
    private int _renewal;
    private CacheEntry? _held;

    public CacheKey Key { get; } = key;

    // The name is part of the JSON in Redis.
    public StoredResponse Answer { get; } = answer;

    /// <summary>The share of the cache's bound: the key counts too, since a caller can make it long.</summary>
    [JsonIgnore]
    public long Size => Answer.Size + StoredResponse.SizeOf(Key.Resource) + StoredResponse.SizeOf(Key.Audience)
        + OverheadBytes;

    /// <summary>True for the one caller who has to leave the fast path, so that a renewal begins.</summary>
    public bool TryAnnounceRenewal() => Interlocked.CompareExchange(ref _renewal, Announced, 0) == 0;

    /// <summary>True for the one caller who has to renew the entry.</summary>
    public bool TryBeginRenewal() => Interlocked.Exchange(ref _renewal, Begun) != Begun;

    public bool SharesMemoryOf(CacheEntry other) => ReferenceEquals(_held ?? this, other._held ?? other);

    /// <summary>Lets the memory cache keep the object that it holds, if the body has not changed.</summary>
    public bool TryReuseMemoryOf(CacheEntry previous)
    {
        if (!ReferenceEquals(previous.Answer.Body, Answer.Body))
            return false;
        _held = previous._held ?? previous;
        return true;
    }

    public void ReleaseSharedMemory() => _held = null;

    /// <summary>A response that was assembled again from the same old parts is not renewed once more.</summary>
    public void CopyRenewalState(CacheEntry? previous)
    {
        if (previous is not null && previous.Answer.FetchedAt == Answer.FetchedAt)
            _renewal = previous._renewal;
    }
}
