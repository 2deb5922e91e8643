using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MusicAuth.Web.Responses;

/// <summary>Sends a response whose body is complete in memory, or 304.</summary>
internal static class BufferedResponse
{
    public const string NoCache = "no-cache";

    // One large buffer is faster than the server's blocks of 4 KB. Under high load it would allocate new memory for
    // each response, while the blocks are pooled.
    private const int MaxPendingWorkItems = 64;

    /// <param name="context">A GET or HEAD request.</param>
    /// <param name="status">The status of the full response.</param>
    /// <param name="body">The body of the full response.</param>
    /// <param name="contentType">The type of the body.</param>
    /// <param name="tag">The quoted ETag, or null.</param>
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
            // Not cancelled: the body is complete, and the server discards it if the client has disconnected.
            : ThreadPool.PendingWorkItemCount < MaxPendingWorkItems ? SendInOnePieceAsync(response, body)
            : response.Body.WriteAsync(body, CancellationToken.None).AsTask();
    }

    /// <summary>Says that the response comes from the cache, and how old it is (RFC 9111, section 5.1).</summary>
    public static void SetAge(HttpResponse response, TimeSpan age) =>
        response.Headers.Age = ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture);

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

    /// <summary>Whether the request contains no-cache (RFC 9111, section 5.2.1.4).</summary>
    public static bool IsNoCacheRequest(HttpRequest request) =>
        request.Headers.CacheControl is { Count: > 0 } values
        && (values is [NoCache] || HasNoCacheDirective(values.ToString()));

    private static bool HasNoCacheDirective(string values) =>
        CacheControlHeaderValue.TryParse(values, out var control) && control.NoCache;

    // Weak comparison (RFC 9110, section 13.1.2).
    private static bool MatchesIfNoneMatch(StringValues requested, string tag)
    {
        if (requested.Count == 0)
            return false;
        if (requested.Count == 1 && requested[0] == tag)
            return true;
        return EntityTagHeaderValue.TryParseList(requested!, out var candidates)
            && EntityTagHeaderValue.TryParse(tag, out var current)
            && candidates.Any(candidate => candidate.Equals(EntityTagHeaderValue.Any)
                || candidate.Compare(current, useStrongComparison: false));
    }
}
