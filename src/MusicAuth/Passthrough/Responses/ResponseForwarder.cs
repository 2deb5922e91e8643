using System.Buffers;
using Microsoft.Extensions.Options;

namespace MusicAuth.Passthrough.Responses;

/// <summary>Sends a call and copies its response to the caller while it arrives.</summary>
internal sealed class ResponseForwarder(
    PassthroughClient client, IOptions<UpstreamOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(10);

    private const int ChunkSize = 32 * 1024;

    private readonly DownloadLimiter _downloads = new();
    private readonly TimeSpan _idleTimeout = options.Value.Timeout;

    /// <summary>Sends a call with the headers of its caller.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpContext context, PassthroughCall call)
    {
        using var request = call.CreateRequest();
        if (call.Plan.Mapping is null)
            HeaderAllowlist.CopyToProvider(context.Request, request);
        else
            HeaderAllowlist.CopyToProviderForMapped(context.Request, request);
        return await client.SendAsync(request, context.RequestAborted);
    }

    public async Task CopyToCallerAsync(HttpContext context, RequestPlan plan, HttpResponseMessage response)
    {
        var content = (RewrittenContent)response.Content;
        var hasBody = !HttpMethods.IsHead(context.Request.Method)
            && HeaderAllowlist.AllowsBody((int)response.StatusCode);
        using var download = hasBody && content.Buffered is null ? _downloads.Acquire(plan.CallerId) : null;
        WriteHead(context.Response, response, content);
        if (plan.Mapping is not null && context.Response.Headers.ETag.ToString() is { Length: > 0 } tag)
            context.Response.Headers.ETag = MappedETag.From(tag);
        if (!hasBody)
            return;
        if (content.Buffered is { } body)
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        else
            await CopyBodyAsync(context, content.Stream);
    }

    private static void WriteHead(HttpResponse response, HttpResponseMessage from, RewrittenContent content)
    {
        response.StatusCode = (int)from.StatusCode;
        foreach (var (name, value) in HeaderAllowlist.SelectForCaller(from))
            response.Headers[name] = value;
        HeaderAllowlist.PreventRendering(response);
        response.ContentLength = HeaderAllowlist.AllowsBody(response.StatusCode) ? content.Length : null;
    }

    private async Task CopyBodyAsync(HttpContext context, Stream body)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            await CopyChunksAsync(context, body, buffer);
        }
#pragma warning disable CA1031 // After the status is sent, only a reset connection shows that the body is incomplete.
        catch (Exception) when (context.Response.HasStarted)
#pragma warning restore CA1031
        {
            context.Abort();
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            context.Response.Clear();
            throw new ProblemException(ProblemCode.ProviderUnavailable, "The provider stopped sending its response.")
            {
                RetryAfter = _idleTimeout,
            };
        }
        catch (Exception failure) when (failure is InvalidDataException or HttpRequestException or IOException)
        {
            context.Response.Clear();
            throw new ProblemException(
                ProblemCode.ProviderAnswerInvalid, "The provider's response is cut off or unreadable.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task CopyChunksAsync(HttpContext context, Stream body, byte[] buffer)
    {
        var begun = clock.GetTimestamp();
        using var idle = new Deadline(_idleTimeout, clock, context.RequestAborted);
        while (await body.ReadAsync(buffer, idle.Token) is > 0 and var read)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            if (clock.GetElapsedTime(begun) > MaxDuration)
                throw new TimeoutException("The response takes too long.");
            idle.SetRemaining(_idleTimeout);
        }
    }
}
