using CommunityToolkit.HighPerformance.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace MusicAuth.Passthrough.Requests;

/// <summary>
/// Reads the bodies of callers whole before anything is asked of a provider: a slow upload holds no concurrency slot
/// and no connection to the provider, and its time is never the provider's (SECURITY T34).
/// </summary>
internal sealed class RequestBodyReader(IOptions<UpstreamOptions> options, TimeProvider clock)
{
    /// <summary>The slowest upload that may go on once the time of one exchange is over, in bytes a second.</summary>
    internal const int MinBytesPerSecond = 64 * 1024;

    private const int FirstRead = 4 * 1024;

    private readonly TimeSpan _timeout = options.Value.Timeout;
    private readonly RequestBodyLimiter _budget = new();

    /// <summary>The body, to be disposed once it is not needed; null where the request has none.</summary>
    /// <exception cref="ProblemException">request_timeout, body_too_large, rate_limited.</exception>
    internal ValueTask<BufferedRequestBody?> ReadAsync(HttpContext context, Guid user) =>
        HasBody(context) ? ReadBodyAsync(context, user) : ValueTask.FromResult<BufferedRequestBody?>(null);

    private static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? context.Request.ContentLength is > 0;

    private async ValueTask<BufferedRequestBody?> ReadBodyAsync(HttpContext context, Guid user)
    {
        if (context.Request.ContentLength > ProviderCallSender.MaxBodyBytes)
            throw TooLarge();
#pragma warning disable CA2000 // The body's, once there is one.
        var share = _budget.Reserve(user);
#pragma warning restore CA2000
        using var text = new ArrayPoolBufferWriter<byte>(FirstRead);
        try
        {
            await ReadInTimeAsync(context, text, share);
            return new BufferedRequestBody(text.WrittenSpan.ToArray(), share, context.Request.ContentType);
        }
        catch
        {
            share.Dispose();
            throw;
        }
    }

    private async Task ReadInTimeAsync(
        HttpContext context, ArrayPoolBufferWriter<byte> text, RequestBodyLimiter.Reservation share)
    {
        var begun = clock.GetTimestamp();
        using var deadline = new CancellationTokenSource(_timeout, clock);
        await using var caller = context.RequestAborted.UnsafeRegister(
            static deadline => ((CancellationTokenSource)deadline!).Cancel(), deadline);
        try
        {
            var extended = MinBytesPerSecond;
            while (await context.Request.Body.ReadAsync(text.GetMemory(), deadline.Token) is > 0 and var read)
            {
                text.Advance(read);
                if (text.WrittenCount > ProviderCallSender.MaxBodyBytes)
                    throw TooLarge();
                share.Add(read);
                if (text.WrittenCount < extended)
                    continue;
                // An honest slow line gets on: each 64 KB bring one second more.
                extended = text.WrittenCount + MinBytesPerSecond;
                var rest = _timeout + GetUploadTime(MinBytesPerSecond, text.WrittenCount) - clock.GetElapsedTime(begun);
                deadline.CancelAfter(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // What is still to come of the body is not the next request.
            context.Response.OnStarting(static response =>
            {
                ((HttpResponse)response).Headers.Connection = "close";
                return Task.CompletedTask;
            }, context.Response);
            throw new ProblemException(ProblemCode.RequestTimeout,
                "The request body arrived too slowly. Send the request again over a faster connection.");
        }
    }

    /// <summary>How long so many bytes take at a rate.</summary>
    internal static TimeSpan GetUploadTime(int rate, long bytes) => TimeSpan.FromSeconds((double)bytes / rate);

    private static ProblemException TooLarge() =>
        new(ProblemCode.BodyTooLarge, "The request body is larger than this endpoint accepts. Send a smaller body.");
}
