using Microsoft.Extensions.Caching.Memory;

namespace MusicAuth.Upstream.Cache;

/// <summary>Holds the cache entries, bounded in bytes.</summary>
public abstract class CacheStore : IHostedService, IDisposable
{
    /// <summary>The age up to which a stale response can be served.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(1);

    private const double CompactionPercentage = 0.1;

    public abstract bool IsShared { get; }
    internal Action<CacheEntry> Evicted { get; set; } = static _ => { };
    internal Action<Guid, string?> InvalidatedElsewhere { get; set; } = static (_, _) => { };

    public virtual Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    private protected static MemoryCache CreateMemory(UpstreamOptions options) => new(new MemoryCacheOptions
    {
        SizeLimit = options.CacheBytes,
        CompactionPercentage = CompactionPercentage,
    });

    internal abstract void Put(CacheEntry entry);

    /// <summary>Keeps an entry that was renewed without a new body from being evicted as the oldest one.</summary>
    internal virtual void MarkUsed(in CacheKey key)
    {
    }

    internal abstract void RemoveLocal(CacheEntry entry);

    internal virtual ValueTask<CacheEntry?> FindAsync(CacheKey key) => default;

    /// <summary>Removes a user's entries of one provider, or all, from all replicas.</summary>
    internal virtual Task InvalidateSharedAsync(Guid userId, string? provider, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    protected abstract void Dispose(bool disposing);
}
