using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;

namespace MusicAuth.Library.Pictures;

/// <summary>
/// Gives the profile pictures of connected accounts, and caches them. Concurrent callers share one fetch, which a
/// caller that leaves does not stop.
/// </summary>
internal sealed class AccountPictures(
    IEnumerable<IAccountPictureSource> sources, StoredGrants grants, TokenAccess tokens, TimeProvider time)
    : IDisposable
{
    private const int CacheBytes = 8 * 1024 * 1024;
    private const int EntryBytes = 512;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>How long the cache remembers that there is no picture, or that a fetch failed.</summary>
    private static readonly TimeSpan EmptyLifetime = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, IAccountPictureSource> _sources =
        sources.ToDictionary(source => source.Provider, StringComparer.Ordinal);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = CacheBytes });
    private readonly ConcurrentDictionary<(Guid, string), Lazy<Task<AccountPicture?>>> _fetches = new();

    public bool IsKnown(string provider) => _sources.ContainsKey(provider);

    /// <returns>Null where the provider is not connected, or the account has no picture.</returns>
    public async Task<AccountPicture?> FindAsync(Guid userId, string provider, CancellationToken cancellationToken)
    {
        if (await grants.FindAsync(userId, provider, cancellationToken) is not { } grant)
            return null;
        // Another account of the user is another key.
        var key = (grant.Id, grant.AccountId);
        if (_cache.TryGetValue(key, out CachedPicture? cached) && IsFresh(cached!))
            return cached!.Picture;
        var fetch = _fetches.GetOrAdd(
            key, _ => new Lazy<Task<AccountPicture?>>(() => FetchAsync(key, userId, _sources[provider])));
        return await fetch.Value.WaitAsync(cancellationToken);
    }

    public void Dispose() => _cache.Dispose();

    private async Task<AccountPicture?> FetchAsync((Guid, string) key, Guid userId, IAccountPictureSource source)
    {
        try
        {
            var picture = await ReadAsync(userId, source);
            using var entry = _cache.CreateEntry(key);
            entry.Value = new CachedPicture(picture, time.GetTimestamp());
            entry.Size = (picture?.Content.Length ?? 0) + EntryBytes;
            entry.AbsoluteExpirationRelativeToNow = Lifetime;
            return picture;
        }
        finally
        {
            _fetches.TryRemove(key, out _);
        }
    }

    private async Task<AccountPicture?> ReadAsync(Guid userId, IAccountPictureSource source)
    {
        try
        {
            return await tokens.Get(userId, source.Provider, CancellationToken.None) is TokenResult.Fresh token
                ? await source.FindAsync(new SourceAccess(token.AccessToken, userId))
                : null;
        }
        catch (UpstreamException)
        {
            return null;
        }
    }

    private bool IsFresh(CachedPicture cached) =>
        time.GetElapsedTime(cached.FetchedAt) < (cached.Picture is null ? EmptyLifetime : Lifetime);

    private sealed record CachedPicture(AccountPicture? Picture, long FetchedAt);
}
