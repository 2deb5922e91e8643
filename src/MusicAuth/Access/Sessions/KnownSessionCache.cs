using Microsoft.Extensions.Caching.Memory;

namespace MusicAuth.Access.Sessions;

/// <summary>
/// Sessions that were valid at their last request: the anonymous request limit of their network does not count them.
/// The database still validates every request.
/// </summary>
internal sealed class KnownSessionCache : IDisposable
{
    private const int MaxEntries = 10_000;

    private static readonly MemoryCacheEntryOptions EntryOptions = new()
    {
        Size = 1,
        SlidingExpiration = TimeSpan.FromHours(1),
    };

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MaxEntries });

    public void Add(Secret secret)
    {
        var hash = HashOf(secret);
        if (!_cache.TryGetValue(hash, out _))
            _cache.Set(hash, true, EntryOptions);
    }

    public void Remove(Secret secret) => _cache.Remove(HashOf(secret));

    public bool Contains(Secret secret) => _cache.TryGetValue(HashOf(secret), out _);

    public void Dispose() => _cache.Dispose();

    // The cache holds no secret for an hour, only its hash.
    private static string HashOf(Secret secret) => Convert.ToBase64String(secret.Hash);
}
