using System.IO.Hashing;
using Microsoft.Net.Http.Headers;

namespace MusicAuth.Passthrough.Responses;

/// <summary>Caches responses to GET; callers who ask for the same resource at once share one call.</summary>
internal sealed class PassthroughCache(ResponseCache cache, ResponseFetcher fetcher, TimeProvider clock)
{
    // The cache writes these headers itself.
    private static readonly HashSet<string> ExcludedHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.ContentType, HeaderNames.ETag, HeaderNames.LastModified,
    };

    public bool CanCache(HttpRequest request, RequestPlan plan) =>
        cache.IsOn && HttpMethods.IsGet(plan.Original.Method) && plan.Route.Api.IsCacheable(plan.Requests[0].Path)
        && !IsNoStoreRequest(request);

    public Task<CacheResult> GetAsync(HttpContext context, Caller caller, RequestPlan plan)
    {
        var language = context.Request.Headers.AcceptLanguage.ToString();
        var key = plan.Route.GetCacheKey(context, caller);
        return cache.GetOrFetchAsync(
            key,
            BufferedResponse.IsNoCacheRequest(context.Request) ? CacheMode.NoCache : CacheMode.Default,
            cancellationToken => FetchAsync(plan, language, cache.Peek(key), cancellationToken),
            context.RequestAborted);
    }

    /// <summary>Drops the user's cached responses of a provider, which a write can have made wrong.</summary>
    public ValueTask InvalidateAsync(Guid? userId, PassthroughRoute route) => cache.InvalidateAsync(
        userId ?? Guid.Empty, route.Api.Provider, CancellationToken.None);

    private async Task<StoredResponse> FetchAsync(
        RequestPlan plan, string language, StoredResponse? previous, CancellationToken cancellationToken)
    {
        var route = plan.Route;
        var response = await SendAsync(plan, language, previous, cancellationToken);
        // The cache can return an older response instead of such an error.
        if (response.Fault is { } fault
            and (UpstreamFault.RateLimited or UpstreamFault.Unavailable or UpstreamFault.AppUnhealthy))
            throw new ErrorResponseException(route.Api.Provider, fault, response);
        // An error that Deezer sends with status 200 is not stored either.
        var isSuccess = response.IsSuccess && response.Fault is null;
        var isStorable = isSuccess && response.Status == StatusCodes.Status200OK
            && response.Body.Length <= BufferingOptions.MaxCachedLength;
        return new StoredResponse
        {
            Status = response.Status,
            Body = response.Body,
            ContentType = HeaderAllowlist.ToSafeContentType(response.GetHeader(HeaderNames.ContentType))
                ?? "application/json",
            ETag = !isStorable ? null
                : ReferenceEquals(response.Body, previous?.Body) ? previous.ETag
                : $"\"{Convert.ToHexStringLower(XxHash128.Hash(response.Body))}\"",
            FetchedAt = clock.GetUtcNow(),
            Scope = route.ReadScope,
            Providers = [route.Api.Provider],
            Data = route.AuditData,
            Outcomes = isSuccess ? null : [PassthroughOutcome.Of(response)],
            Headers = SelectHeaders(response),
            IsStorable = isStorable,
            SourceHash = response.SourceHash,
        };
    }

    private async Task<ProviderResponse> SendAsync(
        RequestPlan plan, string language, StoredResponse? previous, CancellationToken cancellationToken)
    {
        void SetHeaders(HttpRequestMessage request) => HeaderAllowlist.SetForCache(request, language);
        if (plan.HasSingleRequest)
            return await fetcher.FetchAsync(
                new PassthroughCall(plan, plan.Requests[0]), SetHeaders,
                previous is { SourceHash: { } hash } ? new RewrittenBody(hash, previous.Body) : null,
                cancellationToken);
        var response = await fetcher.FetchAllAsync(plan, SetHeaders, cancellationToken);
        return previous is not null && response.Body.AsSpan().SequenceEqual(previous.Body)
            ? response with { Body = previous.Body }
            : response;
    }

    private static Dictionary<string, string> SelectHeaders(ProviderResponse response)
    {
        var headers = new Dictionary<string, string>(2, StringComparer.OrdinalIgnoreCase)
        {
            [HeaderNames.ContentSecurityPolicy] = HeaderAllowlist.ContentSecurityPolicy,
        };
        foreach (var (name, value) in response.Headers)
        {
            if (!ExcludedHeaders.Contains(name))
                headers[name] = value;
        }

        return headers;
    }

    private static bool IsNoStoreRequest(HttpRequest request) =>
        request.Headers.CacheControl is { Count: > 0 } values && values is not [BufferedResponse.NoCache]
        && values.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase);
}
