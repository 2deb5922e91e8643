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

/// <summary>An answer that is nobody's to keep.</summary>
internal sealed class TooLargeToKeepException : Exception;

/// <summary>Answers to GET, fetched once for all who ask at a time and kept for those who ask soon after.</summary>
public sealed class RawKept(ResponseCache cache, RawFetch fetch, TimeProvider clock)
{
    private static readonly FrozenSet<string> OurOwn = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, HeaderNames.ContentType, HeaderNames.ETag, HeaderNames.LastModified);

    /// <summary>Whether this request may have an answer that was somebody's before; never another user's.</summary>
    internal bool Takes(HttpRequest request, RawCall call) =>
        cache.IsOn && HttpMethods.IsGet(request.Method) && call.Api.IsLasting(call.Path)
        && !Says(request, "no-store");

    /// <exception cref="TooLargeToKeepException">Then it must be streamed.</exception>
    /// <exception cref="RawErrorAnswer">The provider answered an error, and there is nothing older.</exception>
    internal Task<CachedResult> GetAsync(HttpContext context, Caller caller, RawCall call, RawRoute route)
    {
        var request = context.Request;
        var language = request.Headers.AcceptLanguage.ToString();
        var key = route.KeyOf(context, caller);
        return cache.GetAsync(
            key,
            FinishedAnswer.AsksAnew(request) ? CacheAsk.NoCache : CacheAsk.Default,
            stop => FetchAsync(call, route, language, cache.Peek(key), stop),
            context.RequestAborted);
    }

    /// <summary>After a write: what is kept of this user at this provider may be wrong now.</summary>
    internal ValueTask DropAsync(Guid? userId, RawRoute route) => cache.DropAsync(
        userId ?? Guid.Empty, route.Api.Provider, CancellationToken.None);

    private async Task<StoredAnswer> FetchAsync(
        RawCall call, RawRoute route, string language, StoredAnswer? known, CancellationToken cancellationToken)
    {
        var reply = await fetch.SendAsync(
            call, request => RawHeaders.AskForJson(request, language),
            known is { Source: { } source } ? new RawKnown(source, known.Body) : null, cancellationToken)
            ?? throw new TooLargeToKeepException();
        if (FaultOf(reply.Status) is { } fault)
            throw new RawErrorAnswer(call.Api.Provider, fault, reply);
        // An error of Deezer's comes with 200, and is as passing as any.
        var lasts = reply.Status == StatusCodes.Status200OK && reply.Header(RawHeaders.UpstreamError) is null;
        return new StoredAnswer
        {
            Status = reply.Status,
            Body = reply.Body,
            ContentType = RawHeaders.Harmless(reply.Header(HeaderNames.ContentType)) ?? "application/json",
            ETag = !lasts ? null : ReferenceEquals(reply.Body, known?.Body) ? known.ETag : TagOf(reply.Body),
            FetchedAt = clock.GetUtcNow(),
            Scope = route.ReadScope,
            Providers = [call.Api.Provider],
            Data = route.Data,
            Headers = HeadersOf(reply),
            Keep = lasts,
            Source = reply.Source,
        };
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
