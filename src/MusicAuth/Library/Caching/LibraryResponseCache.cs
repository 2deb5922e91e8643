using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace MusicAuth.Library.Caching;

/// <summary>Pages as they are sent. One that is whole and fresh is put into its bytes once, for all who ask.</summary>
public sealed class LibraryResponseCache(ResponseCache cache, IOptions<JsonOptions> json)
{
    private const string ContentType = "application/json; charset=utf-8";
    private const int TagBytes = 16;

    private readonly JsonSerializerOptions _json = json.Value.SerializerOptions;

    /// <summary>The page of this key.</summary>
    /// <param name="key">The user, and the address as it was asked for.</param>
    /// <param name="data">The activity's word.</param>
    /// <param name="isNoCache">Whether the providers are to be asked in any case.</param>
    /// <param name="read">Reads the page; it may go on after its caller has left.</param>
    /// <param name="caller">Ends the wait.</param>
    public async Task<StoredResponse> GetAsync<T>(
        CacheKey key, string data, bool isNoCache, Func<CacheMode, CancellationToken, Task<UnifiedPage<T>>> read,
        CancellationToken caller)
    {
        if (!isNoCache && cache.TryGetFresh(key, out var fresh))
            return fresh.Answer;
        // Each source's part is judged for itself, so no old page is given as a whole.
        var (ask, parts) = isNoCache
            ? (CacheMode.NoCache, CacheMode.NoCache)
            : (CacheMode.FreshOnly, CacheMode.Renew);
        var result = await cache.GetOrFetchAsync(
            key, ask, async stop => Serialize(key, await read(parts, stop), data), caller);
        return result.Answer;
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

    // Weak: when it was fetched, and the seal of what follows, are other ones each time. The same for nobody else: in
    // a browser that two people share, one would go on with the other's cursor.
    private string ETagOf<T>(CacheKey key, UnifiedPage<T> page)
    {
        var lasting = page with
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
        var tagged = new { key.UserId, key.Audience, lasting };
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(tagged, _json));
        return $"W/\"{Base64Url.EncodeToString(hash.AsSpan(0, TagBytes))}\"";
    }

    private static string AuditOutcomeOf(SourceReport source) => source.Problem is { } problem
        ? AuditEvent.OutcomeOf(problem.Code, problem.Reason)
        : AuditEvent.Ok;
}
