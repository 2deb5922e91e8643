using System.Buffers;
using Microsoft.Extensions.Options;

namespace MusicAuth.Passthrough.Responses;

/// <summary>Asks a provider and sends its answer on to the caller, as it comes.</summary>
internal sealed class ResponseForwarder(PassthroughClient client, IOptions<UpstreamOptions> options, TimeProvider clock)
{
    // A body may be long, but not endless.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private const int Piece = 32 * 1024;

    private readonly DownloadLimiter _downloads = new();
    private readonly TimeSpan _idle = options.Value.Timeout;

    /// <exception cref="ProblemException">While nothing is written yet; later the connection is reset.</exception>
    internal async Task ForwardAsync(HttpContext context, PassthroughCall call)
    {
        using var request = call.CreateRequest();
        HeaderAllowlist.CopyTo(request, context.Request);
        using var response = await client.SendAsync(request, context.RequestAborted);
        await CopyToCallerAsync(context, response, call.CallerId);
    }

    /// <exception cref="ProblemException">As above.</exception>
    internal async Task CopyToCallerAsync(HttpContext context, HttpResponseMessage response, Guid user)
    {
        var content = (RewrittenContent)response.Content;
        if (HttpMethods.IsHead(context.Request.Method) || !HeaderAllowlist.AllowsBody((int)response.StatusCode))
        {
            WriteHead(context, response);
            return;
        }

        if (content.Buffered is { } ready)
        {
            WriteHead(context, response);
            await context.Response.Body.WriteAsync(ready, context.RequestAborted);
            return;
        }

        using var download = _downloads.Acquire(user);
        WriteHead(context, response);
        await CopyAsync(context, content.Stream);
    }

    private static void WriteHead(HttpContext context, HttpResponseMessage response)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        HeaderAllowlist.CopyTo(context.Response, response);
    }

    private async Task CopyAsync(HttpContext context, Stream body)
    {
        var begun = clock.GetTimestamp();
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        using var idle = new CancellationTokenSource(_idle, clock);
        await using var caller = context.RequestAborted.UnsafeRegister(
            static idle => ((CancellationTokenSource)idle!).Cancel(), idle);
        try
        {
            while (await body.ReadAsync(buffer, idle.Token) is > 0 and var read)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
                if (clock.GetElapsedTime(begun) > Longest)
                    throw new TimeoutException("A body has no end.");
                idle.CancelAfter(_idle);
            }
        }
#pragma warning disable CA1031 // The status has left: the failure cannot be told any more.
        catch (Exception) when (context.Response.HasStarted)
#pragma warning restore CA1031
        {
            // The status has left: only a broken connection says that this is not all.
            context.Abort();
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            context.Response.Clear();
            throw new ProblemException(ProblemCode.ProviderUnavailable, "The provider stopped sending its response.")
            {
                RetryAfter = _idle,
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
}
