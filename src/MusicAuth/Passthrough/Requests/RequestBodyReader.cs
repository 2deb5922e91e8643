using CommunityToolkit.HighPerformance.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace MusicAuth.Passthrough.Requests;

/// <summary>
/// Reads request bodies into memory before the call to the provider begins. A slow upload therefore holds no slot and
/// no connection, and its time never counts as the provider's (docs/security.md T34).
/// </summary>
internal sealed class RequestBodyReader(IOptions<UpstreamOptions> options, TimeProvider clock)
{
    // After the time of one exchange, an upload continues only while it is at least this fast.
    private const int MinBytesPerSecond = 64 * 1024;

    private const int FirstRead = 4 * 1024;

    private readonly TimeSpan _timeout = options.Value.Timeout;
    private readonly RequestBodyLimiter _limiter = new();

    /// <returns>Null if the request has no body. The caller disposes the body.</returns>
    public ValueTask<BufferedRequestBody?> ReadAsync(HttpContext context, Guid user) =>
        HasBody(context) ? ReadBodyAsync(context, user) : ValueTask.FromResult<BufferedRequestBody?>(null);

    /// <summary>How long the slowest accepted upload of a body takes.</summary>
    public static TimeSpan GetMaxUploadTime(long bytes) => TimeSpan.FromSeconds((double)bytes / MinBytesPerSecond);

    private static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? context.Request.ContentLength is > 0;

    private async ValueTask<BufferedRequestBody?> ReadBodyAsync(HttpContext context, Guid user)
    {
        if (context.Request.ContentLength > ProviderCallSender.MaxBodyBytes)
            throw TooLarge();
#pragma warning disable CA2000 // The returned body disposes the reservation.
        var reservation = _limiter.Reserve(user);
#pragma warning restore CA2000
        using var buffer = new ArrayPoolBufferWriter<byte>(FirstRead);
        try
        {
            await ReadInTimeAsync(context, buffer, reservation);
            return new BufferedRequestBody(buffer.WrittenSpan.ToArray(), context.Request.ContentType, reservation);
        }
        catch
        {
            reservation.Dispose();
            throw;
        }
    }

    private async Task ReadInTimeAsync(
        HttpContext context, ArrayPoolBufferWriter<byte> buffer, RequestBodyLimiter.Reservation reservation)
    {
        var begun = clock.GetTimestamp();
        using var deadline = new Deadline(_timeout, clock, context.RequestAborted);
        try
        {
            var nextExtension = MinBytesPerSecond;
            while (await context.Request.Body.ReadAsync(buffer.GetMemory(), deadline.Token) is > 0 and var read)
            {
                buffer.Advance(read);
                if (buffer.WrittenCount > ProviderCallSender.MaxBodyBytes)
                    throw TooLarge();
                reservation.Add(read);
                if (buffer.WrittenCount < nextExtension)
                    continue;
                nextExtension = buffer.WrittenCount + MinBytesPerSecond;
                var remaining = _timeout + GetMaxUploadTime(buffer.WrittenCount) - clock.GetElapsedTime(begun);
                deadline.SetRemaining(remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero);
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            CloseConnectionAfterResponse(context.Response);
            throw new ProblemException(
                ProblemCode.RequestTimeout,
                "The request body arrived too slowly. Send the request again over a faster connection.");
        }
    }

    // On an open connection the server would parse the rest of the body as the next request.
    private static void CloseConnectionAfterResponse(HttpResponse response) => response.OnStarting(
        static response =>
        {
            ((HttpResponse)response).Headers.Connection = "close";
            return Task.CompletedTask;
        },
        response);

    private static ProblemException TooLarge() =>
        new(ProblemCode.BodyTooLarge, "The request body is larger than this endpoint accepts. Send a smaller body.");
}
