using System.Text.Json;

namespace MusicAuth.Library.Caching;

/// <summary>
/// Windows of lists as the providers gave them, each kept for itself: where one source fails, its old ones serve.
/// </summary>
public sealed class ProviderPageCache(ResponseCache cache, TimeProvider clock)
{
    private const string ContentType = "application/json";

    internal async Task<CachedPage<T>> GetAsync<T>(
        SourceRequest source, string list, PageRange range, Func<CancellationToken, Task<ProviderPage<T>>> fetch,
        CancellationToken caller) where T : class
    {
        if (!cache.IsOn)
            return new(await fetch(caller), clock.GetUtcNow(), null);
        ProviderPage<T>? ours = null;
        StoredResponse? oursStored = null;
        var key = new CacheKey(source.UserId, source.Provider, $"window {list} {range.Offset} {range.Size}");
        var result = await cache.GetOrFetchAsync(
            key, source.Ask,
            async stop =>
            {
                ours = await fetch(stop);
                return oursStored = new StoredResponse
                {
                    Body = JsonSerializer.SerializeToUtf8Bytes(ours),
                    ContentType = ContentType,
                    FetchedAt = clock.GetUtcNow(),
                    Providers = [source.Provider],
                };
            },
            caller);
        // What was read just now need not be read out of its bytes again.
        if (ReferenceEquals(result.Answer, oursStored))
            return new(ours!, result.Answer.FetchedAt, result.Cause);
        return Deserialize<T>(result.Answer.Body) is { } window
            ? new(window, result.Answer.FetchedAt, result.Cause)
            : new(await fetch(caller), clock.GetUtcNow(), null);
    }

    // Another version of the broker may have kept it, on another replica.
    private static ProviderPage<T>? Deserialize<T>(byte[] body) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<ProviderPage<T>>(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
