using Microsoft.Extensions.Caching.Memory;

namespace MusicAuth.Library.Pictures;

/// <summary>
/// Keeps the profile pictures of connected accounts in memory for a day at most, and drops those of a changed or
/// removed connection at once.
/// </summary>
internal sealed class PictureCache(TimeProvider time) : IGrantChangeHandler, IDisposable
{
    private const int CacheBytes = 8 * 1024 * 1024;
    private const int EntryBytes = 512;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>How long the cache remembers that there is no picture, or that a fetch failed.</summary>
    private static readonly TimeSpan EmptyLifetime = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = CacheBytes });
    private readonly Lock _gate = new();
    private long _version;

    public int Count => _cache.Count;

    /// <summary>
    /// Read the version before the connection: <see cref="Add"/> drops the picture if the version has changed.
    /// </summary>
    public long Version => Interlocked.Read(ref _version);

    public bool TryGet(PictureKey key, out AccountPicture? picture)
    {
        picture = null;
        if (!_cache.TryGetValue(key, out CachedPicture? cached) || !IsFresh(cached!))
            return false;
        picture = cached!.Picture;
        return true;
    }

    /// <summary>Does nothing where a connection has changed since the version was read.</summary>
    public void Add(PictureKey key, AccountPicture? picture, long version)
    {
        var options = new MemoryCacheEntryOptions
        {
            Size = (picture?.Content.Length ?? 0) + EntryBytes,
            AbsoluteExpirationRelativeToNow = Lifetime,
        };
        // One lock for comparison and write: after a disconnect, no picture from before can come in.
        lock (_gate)
        {
            if (version == _version)
                _cache.Set(key, new CachedPicture(picture, time.GetTimestamp()), options);
        }
    }

    public Task ConnectionChangedAsync(Guid userId, string? provider, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _version++;
            foreach (var key in _cache.Keys.OfType<PictureKey>().Where(key =>
                key.UserId == userId && (provider is null || key.Provider == provider)))
                _cache.Remove(key);
        }

        return Task.CompletedTask;
    }

    public void Dispose() => _cache.Dispose();

    private bool IsFresh(CachedPicture cached) =>
        time.GetElapsedTime(cached.FetchedAt) < (cached.Picture is null ? EmptyLifetime : Lifetime);

    private sealed record CachedPicture(AccountPicture? Picture, long FetchedAt);
}
