using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Caching.Memory;

namespace MusicAuth.Access.ApiKeys;

/// <summary>
/// Validates API keys. A row from the database is valid for ten seconds; after five, one request reads it again in the
/// background. So a key in use never waits for the database, and a revocation by another process takes ten seconds.
/// </summary>
/// <remarks>Every refusal costs one read from the database, so that its duration does not reveal its cause.</remarks>
public sealed partial class ApiKeyValidator(
    IServiceScopeFactory scopes, TimeProvider time, ILogger<ApiKeyValidator> logger) : IDisposable
{
    private const int MaxCached = 131_072;

    private static readonly TimeSpan RefreshAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleExpiration = TimeSpan.FromHours(1);
    private static readonly byte[] NoHash = new byte[SHA256.HashSizeInBytes];

    private readonly Lock _lock = new();
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MaxCached });
    private long _evictions;
    private long _hashedKeys;

    /// <summary>How many keys this process has hashed; a request costs one at most.</summary>
    public long HashedKeys => Interlocked.Read(ref _hashedKeys);

    /// <summary>Looks for the key of a request in memory.</summary>
    public PresentedApiKey Find(HttpContext context)
    {
        // The items of a connection are not thread-safe, and concurrent requests over HTTP/2 or HTTP/3 share them.
        if (context.Request.Headers.Authorization is not [{ } header]
            || !HttpProtocol.IsHttp11(context.Request.Protocol)
            || context.Features.Get<IConnectionItemsFeature>()?.Items is not { } items)
            return Find(BearerToken.Read(context.Request));
        var evictions = Interlocked.Read(ref _evictions);
        // Kestrel gives the next request of a connection the same string, where its header is the same.
        if (items.TryGetValue(ConnectionKey.Item, out var item) && item is ConnectionKey last
            && ReferenceEquals(last.Header, header) && last.Evictions == evictions
            && !last.Key.HasExpired(time) && time.GetElapsedTime(last.Key.VerifiedAt) < RefreshAge)
            return new PresentedApiKey("", NoHash, last.Key, IsValid: true);
        var key = Find(BearerToken.Read(context.Request));
        if (key is { IsValid: true, Cached.HasOneSecret: true })
            items[ConnectionKey.Item] = new ConnectionKey(header, key.Cached!, evictions);
        return key;
    }

    /// <summary>Looks for a key in memory.</summary>
    public PresentedApiKey Find(ReadOnlySpan<char> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Interlocked.Increment(ref _hashedKeys);
        if (!ApiKeyFormat.TryHash(text, hash))
            return new PresentedApiKey(RandomId(), NoHash, null, IsValid: false);
        var id = ApiKeyFormat.IdOf(text);
        if (!_cache.TryGetValue(id, out CachedApiKey? cached) || !cached!.Matches(hash, time))
            return new PresentedApiKey(id.ToString(), hash.ToArray(), null, IsValid: false);
        var age = time.GetElapsedTime(cached.VerifiedAt);
        if (age >= MaxAge || cached.HasExpired(time))
            return new PresentedApiKey(id.ToString(), hash.ToArray(), cached, IsValid: false);
        if (age >= RefreshAge && cached.TryBeginRefresh())
            _ = RefreshAsync(cached, new PresentedApiKey(id.ToString(), hash.ToArray(), cached, IsValid: true));
        return new PresentedApiKey("", NoHash, cached, IsValid: true);
    }

    public ValueTask<ApiKeyValidation> ValidateAsync(ReadOnlySpan<char> text, CancellationToken cancellationToken)
    {
        var key = Find(text);
        return key.IsValid ? new(new ApiKeyValidation(key.Cached, null)) : ReadAsync(key, cancellationToken);
    }

    /// <summary>Validates a key that memory cannot decide about.</summary>
    /// <returns>The same for text that is no key and for an unknown, revoked or expired key.</returns>
    public async ValueTask<ApiKeyValidation> ReadAsync(PresentedApiKey key, CancellationToken cancellationToken)
    {
        while (true)
        {
            var evictions = Interlocked.Read(ref _evictions);
            var readAt = time.GetTimestamp();
            await using var scope = scopes.CreateAsyncScope();
            var services = scope.ServiceProvider;
            var stored = await services.GetRequiredService<ApiKeyStore>().FindAsync(key.Id, cancellationToken);
            if (stored is not { Row: var row })
                return Reject(key, null);
            var cached = new CachedApiKey(stored, readAt, time.GetUtcNow())
                .WithUsageOf(_cache.Get<CachedApiKey>(key.Id));
            if (!cached.Matches(key.Hash, time) || cached.HasExpired(time)
                || !await services.GetRequiredService<IdentityStore>()
                    .IsAllowedAsync(row.UserId, stored.IsOfOwner, cancellationToken))
                return Reject(key, row);
            if (TryCache(key.Id, cached, evictions))
                return new ApiKeyValidation(cached, null);
        }
    }

    /// <summary>Forgets a key after the commit of its change, rotation or revocation.</summary>
    public void Evict(string id)
    {
        lock (_lock)
        {
            Interlocked.Increment(ref _evictions);
            _cache.Remove(id);
        }
    }

    /// <summary>Forgets all keys after a user was removed or the owner changed.</summary>
    public void EvictAll()
    {
        lock (_lock)
        {
            Interlocked.Increment(ref _evictions);
            _cache.Clear();
        }
    }

    public void Dispose() => _cache.Dispose();

    // The lock keeps a row that was read before a revocation out of the cache after it.
    private bool TryCache(string id, CachedApiKey key, long evictions)
    {
        lock (_lock)
        {
            if (evictions != Interlocked.Read(ref _evictions))
                return false;
            _cache.Set(id, key, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = IdleExpiration });
            return true;
        }
    }

    // Forgets a key that has ended: later requests with it count against the limit of their network, as requests with
    // an unknown key do.
    private ApiKeyValidation Reject(PresentedApiKey key, ApiKey? row)
    {
        if (key.Cached is not null)
            _cache.Remove(key.Id);
        return new ApiKeyValidation(null, row);
    }

    private async Task RefreshAsync(CachedApiKey cached, PresentedApiKey key)
    {
        try
        {
            await ReadAsync(key, CancellationToken.None);
        }
        catch (Exception failure) when (StorageFault.IsIn(failure))
        {
            Log.RefreshFailed(logger, failure.GetType().Name);
        }
        finally
        {
            cached.EndRefresh();
        }
    }

    // Text that is no key costs a read like any other refusal.
    private static string RandomId() => RandomNumberGenerator.GetString("0123456789", ApiKeyFormat.IdLength);

    private sealed record ConnectionKey(string Header, CachedApiKey Key, long Evictions)
    {
        public const string Item = "MusicAuth.ConnectionKey";

        public override string ToString() => "***";
    }

    private static partial class Log
    {
        [LoggerMessage(1010, LogLevel.Warning, "The database did not refresh an API key in use ({Exception})")]
        public static partial void RefreshFailed(ILogger logger, string exception);
    }
}
