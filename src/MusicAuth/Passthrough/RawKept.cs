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
    internal bool Takes(HttpRequest request, RawCall call) =>
        cache.IsOn && HttpMethods.IsGet(request.Method) && call.Api.IsLasting(call.Path)
        && !Says(request, "no-store");

    /// <returns>Null where the answer is too large to be kept.</returns>
    internal async Task<CachedResult?> GetAsync(
        HttpContext context, Caller caller, RawCall call, RawRoute route)
    {
        var request = context.Request;
        var language = request.Headers.AcceptLanguage.ToString();
        try
        {
            return await cache.GetAsync(
                new AnswerKey(call.UserId ?? Guid.Empty, caller.Audience, RawTarget.Resource(context)),
                FinishedAnswer.AsksAnew(request) ? CacheAsk.NoCache : CacheAsk.Default,
                async stop => await FetchAsync(call, route, language, stop),
                context.RequestAborted);
        }
        catch (TooLargeException)
        {
            return null;
        }
    }

    /// <summary>After a write: what is kept of this user at this provider may be wrong now.</summary>
    internal ValueTask DropAsync(Guid? userId, RawRoute route) => cache.DropAsync(
        userId ?? Guid.Empty, route.Api.Provider, CancellationToken.None);

    private async Task<StoredAnswer> FetchAsync(
        RawCall call, RawRoute route, string language, CancellationToken cancellationToken)
    {
        var reply = await fetch.SendAsync(
            call, request => RawHeaders.AskForJson(request, language), cancellationToken)
            ?? throw new TooLargeException();
        if (FaultOf(reply.Status) is { } fault)
            throw new RawErrorAnswer(call.Api.Provider, fault, reply);
        // An error of Deezer's comes with 200, and is as passing as any.
        var lasts = reply.Status == StatusCodes.Status200OK && reply.Header(RawHeaders.UpstreamError) is null;
        return new StoredAnswer
        {
            Status = reply.Status,
            Body = reply.Body,
            ContentType = RawHeaders.Harmless(reply.Header(HeaderNames.ContentType)) ?? "application/json",
            ETag = lasts ? $"\"{HashOf(reply.Body)}\"" : null,
            FetchedAt = clock.GetUtcNow(),
            Scope = route.ReadScope,
            Providers = [call.Api.Provider],
            Data = route.Data,
            Headers = new(
                reply.Headers.Where(header => !OurOwn.Contains(header.Key)), StringComparer.OrdinalIgnoreCase)
            {
                [HeaderNames.ContentSecurityPolicy] = RawHeaders.ContentSecurityPolicy,
            },
            Keep = lasts,
        };
    }

    private static UpstreamFault? FaultOf(int status) => status switch
    {
        StatusCodes.Status429TooManyRequests => UpstreamFault.RateLimited,
        >= StatusCodes.Status500InternalServerError => UpstreamFault.Unavailable,
        _ => null,
    };

    private static string HashOf(byte[] body) => Convert.ToHexStringLower(XxHash128.Hash(body));

    private static bool Says(HttpRequest request, string directive) =>
        request.Headers.CacheControl.ToString().Contains(directive, StringComparison.OrdinalIgnoreCase);

    private sealed class TooLargeException : Exception;
}
