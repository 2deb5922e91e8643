using System.Collections.Frozen;
using System.IO.Hashing;
using Microsoft.Net.Http.Headers;
using MusicAuth.Access;
using MusicAuth.Upstream;
using MusicAuth.Web;

namespace MusicAuth.Passthrough;

/// <summary>An error that the provider answered, for those who get nothing older instead.</summary>
internal sealed class RawErrorAnswer(string provider, UpstreamFault fault, RawReply reply)
    : UpstreamException(provider, fault, $"The provider answered {reply.Status}.")
{
    public RawReply Reply { get; } = reply;
}

/// <summary>Answers to GET, fetched once for all who ask at a time and kept for those who ask soon after.</summary>
public sealed class RawKept(ResponseCache cache, RawFetch fetch, TimeProvider clock)
{
    private static readonly FrozenSet<string> OurOwn = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, HeaderNames.ContentType, HeaderNames.ETag, HeaderNames.LastModified);

    /// <summary>Whether this request may have an answer that was somebody's before; never another user's.</summary>
    internal bool Takes(HttpRequest request, RawPlan plan) =>
        cache.IsOn && HttpMethods.IsGet(plan.Asked.Method) && plan.Route.Api.IsLasting(plan.Requests[0].Path)
        && !Says(request, "no-store");

    /// <exception cref="TooLargeToKeepException">Then it must be streamed.</exception>
    /// <exception cref="RawErrorAnswer">The provider answered an error, and there is nothing older.</exception>
    internal Task<CachedResult> GetAsync(HttpContext context, Caller caller, RawPlan plan)
    {
        var request = context.Request;
        var language = request.Headers.AcceptLanguage.ToString();
        var key = plan.Route.KeyOf(context, caller);
        return cache.GetAsync(
            key,
            FinishedAnswer.AsksAnew(request) ? CacheAsk.NoCache : CacheAsk.Default,
            stop => FetchAsync(plan, language, cache.Peek(key), stop),
            context.RequestAborted);
    }

    /// <summary>After a write: what is kept of this user at this provider may be wrong now.</summary>
    internal ValueTask DropAsync(Guid? userId, RawRoute route) => cache.DropAsync(
        userId ?? Guid.Empty, route.Api.Provider, CancellationToken.None);

    private async Task<StoredAnswer> FetchAsync(
        RawPlan plan, string language, StoredAnswer? known, CancellationToken cancellationToken)
    {
        var route = plan.Route;
        var reply = await AskAsync(plan, language, known, cancellationToken);
        if (FaultOf(reply.Status) is { } fault)
            throw new RawErrorAnswer(route.Api.Provider, fault, reply);
        // An error of Deezer's comes with 200, and is as passing as any.
        var lasts = reply.Status == StatusCodes.Status200OK && reply.Header(RawHeaders.UpstreamError) is null
            && reply.Body.Length <= RawFetch.Largest;
        return new StoredAnswer
        {
            Status = reply.Status,
            Body = reply.Body,
            ContentType = RawHeaders.Harmless(reply.Header(HeaderNames.ContentType)) ?? "application/json",
            ETag = !lasts ? null : ReferenceEquals(reply.Body, known?.Body) ? known.ETag : TagOf(reply.Body),
            FetchedAt = clock.GetUtcNow(),
            Scope = route.ReadScope,
            Providers = [route.Api.Provider],
            Data = route.Data,
            Headers = HeadersOf(reply),
            Keep = lasts,
            Source = reply.Source,
        };
    }

    private async Task<RawReply> AskAsync(
        RawPlan plan, string language, StoredAnswer? known, CancellationToken cancellationToken)
    {
        if (plan.IsSingle)
            return await fetch.SendAsync(
                plan.NewCall(plan.Requests[0]), request => RawHeaders.AskForJson(request, language),
                known is { Source: { } source } ? new RawKnown(source, known.Body) : null, cancellationToken);
        var reply = await fetch.SendAllAsync(
            plan, request => RawHeaders.AskForJson(request, language), cancellationToken);
        return known is not null && reply.Body.AsSpan().SequenceEqual(known.Body)
            ? reply with { Body = known.Body }
            : reply;
    }

    private static Dictionary<string, string> HeadersOf(RawReply reply)
    {
        var headers = new Dictionary<string, string>(2, StringComparer.OrdinalIgnoreCase)
        {
            [HeaderNames.ContentSecurityPolicy] = RawHeaders.ContentSecurityPolicy,
        };
        foreach (var (name, value) in reply.Headers)
        {
            if (!OurOwn.Contains(name))
                headers[name] = value;
        }

        return headers;
    }

    private static UpstreamFault? FaultOf(int status) => status switch
    {
        StatusCodes.Status429TooManyRequests => UpstreamFault.RateLimited,
        >= StatusCodes.Status500InternalServerError => UpstreamFault.Unavailable,
        _ => null,
    };

    private static string TagOf(byte[] body) => $"\"{Convert.ToHexStringLower(XxHash128.Hash(body))}\"";

    private static bool Says(HttpRequest request, string directive) =>
        request.Headers.CacheControl is { Count: > 0 } values && values is not [FinishedAnswer.NoCache]
        && values.ToString().Contains(directive, StringComparison.OrdinalIgnoreCase);
}
