using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace MusicAuth.Library.Caching;

/// <summary>Caches unified pages as response bodies.</summary>
internal sealed class LibraryResponseCache(ResponseCache cache, IOptions<JsonOptions> json, TimeProvider clock)
{
    private const string ContentType = "application/json; charset=utf-8";
    private const int ETagBytes = 16;

    private readonly JsonSerializerOptions _json = json.Value.SerializerOptions;

    public async Task<CacheResult> GetAsync<T>(
        CacheKey key, string data, bool isNoCache, Func<CacheMode, CancellationToken, Task<UnifiedPage<T>>> read,
        CancellationToken cancellationToken)
    {
        if (!isNoCache && cache.TryGetFresh(key, out var fresh))
            return fresh;
        var began = clock.GetUtcNow();
        // Each source decides separately whether its old items may serve, so an old unified page never does.
        var (pageMode, sourceMode) = isNoCache
            ? (CacheMode.NoCache, CacheMode.NoCache)
            : (CacheMode.FreshOnly, CacheMode.Renew);
        var result = await cache.GetOrFetchAsync(
            key, pageMode, async stop => Serialize(key, await read(sourceMode, stop), data), cancellationToken);
        // A new page can contain cached items of a source.
        return result.Response.FetchedAt < began ? result with { IsHit = true } : result;
    }

    private StoredResponse Serialize<T>(CacheKey key, UnifiedPage<T> page, string data) => new()
    {
        Body = JsonSerializer.SerializeToUtf8Bytes(page, _json),
        ContentType = ContentType,
        ETag = ETagOf(key, page),
        FetchedAt = page.OldestFetchedAt,
        Scope = AccessScopes.LibraryRead,
        Providers = [.. page.Sources.Select(source => source.Provider)],
        Outcomes = page.IsCacheable ? null : [.. page.Sources.Select(AuditOutcomeOf)],
        Data = data,
        IsStorable = page.IsCacheable,
    };

    // The ETag is weak, because times and the encrypted cursor differ each time. It differs between users: if two
    // users share a browser, one of them must not continue with the other one's cursor.
    private string ETagOf<T>(CacheKey key, UnifiedPage<T> page)
    {
        var stable = page with
        {
            Next = page.Next is null ? null : "",
            Sources =
            [
                .. page.Sources.Select(source => source with
                {
                    FetchedAt = null,
                    Problem = source.Problem is null ? null : source.Problem with { RetryAfter = null },
                }),
            ],
        };
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{key.UserId}\n{key.Audience}\n"));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(stable, _json));
        return $"W/\"{Base64Url.EncodeToString(hash.GetHashAndReset().AsSpan(0, ETagBytes))}\"";
    }

    private static string AuditOutcomeOf(SourceReport source) => source.Problem is { } problem
        ? AuditEvent.OutcomeOf(problem.Code, problem.Reason)
        : AuditEvent.Ok;
}
