using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Caching.Memory;

namespace MusicAuth.Access.ApiKeys;

/// <summary>
/// Who calls with a key. What was read from the database counts for ten seconds and is read anew after five, beside
/// the calls: a key in use is checked from memory alone, and what another process revoked soon ends here.
/// </summary>
/// <remarks>Every refusal costs one look into the database, whatever its cause: its time tells nothing.</remarks>
public sealed partial class ApiKeyValidator(IServiceScopeFactory scopes, TimeProvider time, ILogger<ApiKeyValidator> logger)
    : IDisposable
{
    private const int MostKnown = 131_072;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Valid = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Idle = TimeSpan.FromHours(1);
    private static readonly byte[] NoHash = new byte[SHA256.HashSizeInBytes];

    private readonly Lock _gate = new();
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MostKnown });
    private long _revocations;

    /// <returns>No known key for what is no key, is unknown, was revoked or has expired, all alike.</returns>
    public ValueTask<ApiKeyValidation> ValidateAsync(ReadOnlySpan<char> presented, CancellationToken cancellationToken)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (!ApiKeyFormat.TryHash(presented, hash))
            return ReadAsync(Decoy(), NoHash, cancellationToken);
        var id = ApiKeyFormat.IdOf(presented);
        return FindCached(id, hash) is { } known
            ? new(new ApiKeyValidation(known, null))
            : ReadAsync(id.ToString(), hash.ToArray(), cancellationToken);
    }

    /// <summary>The key that a request brings, where memory alone can tell; null says nothing.</summary>
    public CachedApiKey? FindCached(HttpContext context)
    {
        var presented = BearerToken.Read(context.Request);
        if (presented.IsEmpty)
            return null;
        // The server gives the next request of a connection the same text, where it is the same.
        var header = context.Request.Headers.Authorization[0]!;
        var items = context.Features.Get<IConnectionItemsFeature>()?.Items;
        if (items is not null && items.TryGetValue(CheckedHeader.Item, out var item)
            && item is CheckedHeader before && ReferenceEquals(before.Header, header)
            && before.Revocations == Interlocked.Read(ref _revocations)
            && !before.Known.HasExpired(time) && time.GetElapsedTime(before.Known.VerifiedAt) < Fresh)
            return before.Known;
        var revocations = Interlocked.Read(ref _revocations);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (!ApiKeyFormat.TryHash(presented, hash) || FindCached(ApiKeyFormat.IdOf(presented), hash) is not { } known)
            return null;
        if (items is not null)
            items[CheckedHeader.Item] = new CheckedHeader(header, known, revocations);
        return known;
    }

    /// <summary>Whether a key was good when this process last saw it.</summary>
    public bool IsCached(ReadOnlySpan<char> presented)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        return ApiKeyFormat.TryHash(presented, hash)
            && _known.TryGetValue(ApiKeyFormat.IdOf(presented), out CachedApiKey? known) && known!.Matches(hash);
    }

    /// <summary>After a revocation was committed.</summary>
    public void Evict(string id)
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _revocations);
            _known.Remove(id);
        }
    }

    /// <summary>After a user was removed with all keys.</summary>
    public void EvictAll()
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _revocations);
            _known.Clear();
        }
    }

    public void Dispose() => _known.Dispose();

    private CachedApiKey? FindCached(ReadOnlySpan<char> id, ReadOnlySpan<byte> hash)
    {
        if (!_known.TryGetValue(id, out CachedApiKey? known) || !known!.Matches(hash) || known.HasExpired(time))
            return null;
        var age = time.GetElapsedTime(known.VerifiedAt);
        if (age >= Valid)
            return null;
        if (age >= Fresh && known.TryBeginRefresh())
            _ = LookUpAsync(known, hash.ToArray());
        return known;
    }

    private async ValueTask<ApiKeyValidation> ReadAsync(string id, byte[] hash, CancellationToken cancellationToken)
    {
        while (true)
        {
            var revocations = Interlocked.Read(ref _revocations);
            var readAt = time.GetTimestamp();
            await using var scope = scopes.CreateAsyncScope();
            var services = scope.ServiceProvider;
            var stored = await services.GetRequiredService<ApiKeyStore>().FindAsync(id, cancellationToken);
            var opens = CryptographicOperations.FixedTimeEquals(stored?.Row.SecretHash ?? NoHash, hash);
            if (stored is not { Row: var row } || !opens || time.GetUtcNow() >= row.ExpiresAt
                || !await services.GetRequiredService<IdentityStore>()
                    .IsAllowedAsync(row.UserId, stored.IsOfOwner, cancellationToken))
                return new ApiKeyValidation(null, stored?.Row);
            var known = new CachedApiKey(stored, readAt).WithUsageOf(_known.Get<CachedApiKey>(id));
            if (TryKeep(id, known, revocations))
                return new ApiKeyValidation(known, null);
        }
    }

    // One lock for the comparison and the write: after a revocation has returned, no older row comes in.
    private bool TryKeep(string id, CachedApiKey known, long revocations)
    {
        lock (_gate)
        {
            if (revocations != Interlocked.Read(ref _revocations))
                return false;
            _known.Set(id, known, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Idle });
            return true;
        }
    }

    private async Task LookUpAsync(CachedApiKey known, byte[] hash)
    {
        var id = known.Caller.Key!.Id;
        try
        {
            if ((await ReadAsync(id, hash, CancellationToken.None)).Key is null)
                _known.Remove(id);
        }
        catch (Exception failure) when (StorageFault.IsIn(failure))
        {
            // What is known counts for its ten seconds; after them the database is asked by the call itself.
            Log.NotLookedUp(logger, failure.GetType().Name);
        }
        finally
        {
            known.EndRefresh();
        }
    }

    private static string Decoy() => RandomNumberGenerator.GetString("0123456789", ApiKeyFormat.IdLength);

    private sealed record CheckedHeader(string Header, CachedApiKey Known, long Revocations)
    {
        public const string Item = "MusicAuth.CheckedHeader";

        public override string ToString() => "***";
    }

    private static partial class Log
    {
        [LoggerMessage(1010, LogLevel.Warning, "The API keys in use could not be read anew ({Exception})")]
        public static partial void NotLookedUp(ILogger logger, string exception);
    }
}
