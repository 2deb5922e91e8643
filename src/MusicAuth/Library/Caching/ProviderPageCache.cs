using System.Text.Json;

namespace MusicAuth.Library.Caching;

/// <summary>Caches each page of a provider separately, so that a failing source can serve its old items.</summary>
internal sealed class ProviderPageCache(ResponseCache cache, TimeProvider clock)
{
    internal async Task<CachedPage<T>> GetAsync<T>(
        SourceRequest source, string list, PageRange range, Func<CancellationToken, Task<ProviderPage<T>>> fetch,
        CancellationToken cancellationToken) where T : class
    {
        if (!cache.IsOn)
            return new(await fetch(cancellationToken), clock.GetUtcNow(), null);
        (ProviderPage<T> Page, StoredResponse Stored)? fetched = null;
        var key = new CacheKey(source.UserId, source.Provider, $"window {list} {range.Offset} {range.Size}");
        var result = await cache.GetOrFetchAsync(
            key, source.Mode,
            async stop =>
            {
                var page = await fetch(stop);
                var stored = Serialize(source.Provider, page);
                fetched = (page, stored);
                return stored;
            },
            cancellationToken);
        var cached = fetched is { } own && ReferenceEquals(own.Stored, result.Response)
            ? own.Page
            : Deserialize<T>(result.Response.Body);
        return cached is not null
            ? new(cached, result.Response.FetchedAt, result.StaleCause)
            : new(await fetch(cancellationToken), clock.GetUtcNow(), null);
    }

    private StoredResponse Serialize<T>(string provider, ProviderPage<T> page) where T : class => new()
    {
        Body = JsonSerializer.SerializeToUtf8Bytes(page, ProviderPageJson.Default.Options),
        ContentType = "application/json",
        FetchedAt = clock.GetUtcNow(),
        Providers = [provider],
    };

    // A replica with another version may have stored the page in another form.
    private static ProviderPage<T>? Deserialize<T>(byte[] body) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<ProviderPage<T>>(body, ProviderPageJson.Default.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
