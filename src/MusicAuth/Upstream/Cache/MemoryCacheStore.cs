using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace MusicAuth.Upstream.Cache;

internal sealed class MemoryCacheStore(IOptions<UpstreamOptions> options) : CacheStore
{
    private readonly MemoryCache _memory = CreateMemory(options.Value);

    public override bool IsShared => false;

    internal override void Put(CacheEntry entry)
    {
        using var cached = _memory.CreateEntry(entry.Key);
        (cached.Value, cached.Size, cached.AbsoluteExpirationRelativeToNow) = (entry, entry.Size, MaxAge);
        cached.RegisterPostEvictionCallback(
            static (_, evicted, _, store) => ((MemoryCacheStore)store!).Evicted((CacheEntry)evicted!), this);
    }

    internal override void MarkUsed(in CacheKey key) => _ = _memory.TryGetValue(key, out _);

    internal override void RemoveLocal(CacheEntry entry) => _memory.Remove(entry.Key);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _memory.Dispose();
    }
}
