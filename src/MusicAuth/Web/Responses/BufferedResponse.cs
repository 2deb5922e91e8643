using Microsoft.Net.Http.Headers;

namespace MusicAuth.Web.Responses;

/// <summary>Sends an answer whose bytes are there already, or says that the caller has it.</summary>
public static class BufferedResponse
{
    public const string NoCache = "no-cache";

    // An answer in one piece costs less than in the server's blocks of 4 KB, each a part of what is sent. But where
    // thousands are answered in one moment, their pieces are new memory, and the blocks are there.
    private const int MaxPendingWorkItems = 64;

    /// <param name="context">The request; a GET or HEAD.</param>
    /// <param name="status">Of the answer as a whole.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="contentType">What they are.</param>
    /// <param name="tag">The ETag, quoted; null where it has none.</param>
    public static Task WriteAsync(
        HttpContext context, int status, ReadOnlyMemory<byte> body, string contentType, string? tag)
    {
        var response = context.Response;
        response.Headers.CacheControl = tag is null ? CacheControlRules.NoStore : CacheControlRules.Revalidate;
        if (tag is not null)
        {
            response.Headers.ETag = tag;
            if (status == StatusCodes.Status200OK && MatchesIfNoneMatch(context.Request.Headers.IfNoneMatch, tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
        }

        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            // What is there already is nothing to give up; the server drops it where nobody is left.
            : ThreadPool.PendingWorkItemCount < MaxPendingWorkItems ? SendInOnePieceAsync(response, body)
            : response.Body.WriteAsync(body, CancellationToken.None).AsTask();
    }

    private static Task SendInOnePieceAsync(HttpResponse response, ReadOnlyMemory<byte> body)
    {
        var start = response.StartAsync(CancellationToken.None);
        return start.IsCompletedSuccessfully
            ? WriteInOnePieceAsync(response, body)
            : WriteOnceStartedAsync(start, response, body);
    }

    private static async Task WriteOnceStartedAsync(Task start, HttpResponse response, ReadOnlyMemory<byte> body)
    {
        await start;
        await WriteInOnePieceAsync(response, body);
    }

    private static Task WriteInOnePieceAsync(HttpResponse response, ReadOnlyMemory<byte> body)
    {
        var writer = response.BodyWriter;
        body.CopyTo(writer.GetMemory(body.Length));
        writer.Advance(body.Length);
        var flush = writer.FlushAsync(CancellationToken.None);
        return flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
    }

    /// <summary>Whether the caller wants what the provider has now (RFC 9111, section 5.2.1.4).</summary>
    public static bool IsNoCacheRequest(HttpRequest request) =>
        request.Headers.CacheControl is { Count: > 0 } values
        && (values is [NoCache] || HasNoCacheDirective(values.ToString()));

    private static bool HasNoCacheDirective(string values) =>
        CacheControlHeaderValue.TryParse(values, out var control) && control.NoCache;

    // Weak comparison (RFC 9110, section 13.1.2).
    private static bool MatchesIfNoneMatch(Microsoft.Extensions.Primitives.StringValues asked, string tag)
    {
        if (asked.Count == 0)
            return false;
        if (asked.Count == 1 && asked[0] == tag)
            return true;
        return EntityTagHeaderValue.TryParseList(asked!, out var known)
            && EntityTagHeaderValue.TryParse(tag, out var ours)
            && known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(ours, useStrongComparison: false));
    }
}
