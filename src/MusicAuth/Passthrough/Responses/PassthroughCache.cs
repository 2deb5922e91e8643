using System.Net;
using System.Collections.Frozen;
using System.IO.Hashing;
using Microsoft.Net.Http.Headers;

namespace MusicAuth.Passthrough.Responses;

/// <summary>Answers to GET, fetched once for all who ask at a time and kept for those who ask soon after.</summary>
internal sealed class PassthroughCache(ResponseCache cache, ResponseFetcher fetch, TimeProvider clock)
{
    private static readonly FrozenSet<string> OurOwn = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, HeaderNames.ContentType, HeaderNames.ETag, HeaderNames.LastModified);

    /// <summary>Whether this request may have an answer that was somebody's before; never another user's.</summary>
    internal bool CanCache(HttpRequest request, RequestPlan plan) =>
        cache.IsOn && HttpMethods.IsGet(plan.Original.Method) && plan.Route.Api.IsCacheable(plan.Requests[0].Path)
        && !HasDirective(request, "no-store");

    /// <exception cref="TooLargeToCacheException">Then it must be streamed.</exception>
    /// <exception cref="ErrorResponseException">The provider answered an error, and there is nothing older.</exception>
    internal Task<CacheResult> GetAsync(HttpContext context, Caller caller, RequestPlan plan)
    {
        var request = context.Request;
        var language = request.Headers.AcceptLanguage.ToString();
        var key = plan.Route.GetCacheKey(context, caller);
        return cache.GetOrFetchAsync(
            key,
            BufferedResponse.IsNoCacheRequest(request) ? CacheMode.NoCache : CacheMode.Default,
            stop => FetchAsync(plan, language, cache.Peek(key), stop),
            context.RequestAborted);
    }

    /// <summary>After a write: what is kept of this user at this provider may be wrong now.</summary>
    internal ValueTask InvalidateAsync(Guid? userId, PassthroughRoute route) => cache.InvalidateAsync(
        userId ?? Guid.Empty, route.Api.Provider, CancellationToken.None);

    private async Task<StoredResponse> FetchAsync(
        RequestPlan plan, string language, StoredResponse? known, CancellationToken cancellationToken)
    {
        var route = plan.Route;
        var reply = await SendAsync(plan, language, known, cancellationToken);
        if (UpstreamFaults.FromStatus((HttpStatusCode)reply.Status)
            is { } fault and (UpstreamFault.RateLimited or UpstreamFault.Unavailable))
            throw new ErrorResponseException(route.Api.Provider, fault, reply);
        // An error of Deezer's comes with 200, and is as passing as any.
        var lasts = reply.Status == StatusCodes.Status200OK && reply.GetHeader(HeaderAllowlist.UpstreamError) is null
            && reply.Body.Length <= ResponseFetcher.MaxCachedLength;
        return new StoredResponse
        {
            Status = reply.Status,
            Body = reply.Body,
            ContentType = HeaderAllowlist.ToSafeContentType(reply.GetHeader(HeaderNames.ContentType)) ?? "application/json",
            ETag = !lasts ? null : ReferenceEquals(reply.Body, known?.Body) ? known.ETag : ComputeETag(reply.Body),
            FetchedAt = clock.GetUtcNow(),
            Scope = route.ReadScope,
            Providers = [route.Api.Provider],
            Data = route.AuditData,
            Headers = HeadersOf(reply),
            IsStorable = lasts,
            SourceHash = reply.SourceHash,
        };
    }

    private async Task<ProviderResponse> SendAsync(
        RequestPlan plan, string language, StoredResponse? known, CancellationToken cancellationToken)
    {
        if (plan.HasSingleRequest)
            return await fetch.SendAsync(
                plan.CreateCall(plan.Requests[0]), request => HeaderAllowlist.AddJsonRequestHeaders(request, language),
                known is { SourceHash: { } source } ? new RewrittenBody(source, known.Body) : null, cancellationToken);
        var reply = await fetch.SendAllAsync(
            plan, request => HeaderAllowlist.AddJsonRequestHeaders(request, language), cancellationToken);
        return known is not null && reply.Body.AsSpan().SequenceEqual(known.Body)
            ? reply with { Body = known.Body }
            : reply;
    }

    private static Dictionary<string, string> HeadersOf(ProviderResponse reply)
    {
        var headers = new Dictionary<string, string>(2, StringComparer.OrdinalIgnoreCase)
        {
            [HeaderNames.ContentSecurityPolicy] = HeaderAllowlist.ContentSecurityPolicy,
        };
        foreach (var (name, value) in reply.Headers)
        {
            if (!OurOwn.Contains(name))
                headers[name] = value;
        }

        return headers;
    }

    private static string ComputeETag(byte[] body) => $"\"{Convert.ToHexStringLower(XxHash128.Hash(body))}\"";

    private static bool HasDirective(HttpRequest request, string directive) =>
        request.Headers.CacheControl is { Count: > 0 } values && values is not [BufferedResponse.NoCache]
        && values.ToString().Contains(directive, StringComparison.OrdinalIgnoreCase);
}
