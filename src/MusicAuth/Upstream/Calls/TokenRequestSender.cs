using System.Net;
using Microsoft.Extensions.Options;

namespace MusicAuth.Upstream.Calls;

/// <summary>
/// A call to a token endpoint: sent once, never repeated (the code or token may be spent by it), never redirected, and
/// over within <c>Upstream:TimeoutSeconds</c> whatever its caller does.
/// </summary>
public sealed class TokenRequestSender(
    OutboundLimiter governor, CallOutcomeRecorder watch, IOptions<UpstreamOptions> options, TimeProvider time)
{
    private const int LargestBody = 64 * 1024;

    /// <exception cref="UpstreamException">The provider is not to be asked now; nothing was sent.</exception>
    public async Task<TokenHttpResult> SendAsync(
        CallContext turn, HttpMessageInvoker client, HttpRequestMessage request)
    {
        using var place = await governor.AcquireAsync(turn, CancellationToken.None);
        var result = await ExchangeAsync(client, request);
        if (FaultOf(turn.Provider, result) is not { } fault)
        {
            watch.RecordResponse(turn);
            return result;
        }

        // The block may hold for longer than this answer asks for.
        var known = watch.Record(turn, fault);
        return result.Answer is { } answer && known?.Fault is UpstreamFault.RateLimited
            ? result with { Answer = answer with { RetryAfter = known.RetryAfter } }
            : result;
    }

    private static UpstreamException? FaultOf(string provider, TokenHttpResult result) => result.Answer?.Status switch
    {
        null when result.IsUnreadable => null,
        null or >= HttpStatusCode.InternalServerError =>
            new(provider, UpstreamFault.Unavailable, "The provider's token endpoint is not responding.")
            {
                WasAnswered = result.Answer is not null,
            },
        HttpStatusCode.TooManyRequests =>
            new(provider, UpstreamFault.RateLimited, "The provider's token endpoint is rate-limiting this server.")
            {
                RetryAfter = result.Answer.RetryAfter,
            },
        _ => null,
    };

    private async Task<TokenHttpResult> ExchangeAsync(HttpMessageInvoker client, HttpRequestMessage request)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.TimeoutSeconds));
        try
        {
            using var response = await client.SendAsync(request, deadline.Token);
            if (response.Content.Headers.ContentEncoding.Count > 0)
                return TokenHttpResult.Unreadable;
            var body = await ReadAsync(response.Content, deadline.Token);
            return body is null
                ? TokenHttpResult.Unreadable
                : new TokenHttpResult(
                    new TokenHttpResponse(response.StatusCode, body, RetryAfterHeader.Read(response.Headers, time)),
                    WasSent: true);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError
            is HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError)
        {
            return TokenHttpResult.NotSent;
        }
        catch (Exception exception)
            when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return TokenHttpResult.Indeterminate;
        }
    }

    private static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            if (body.Length > LargestBody)
                return null;
        }

        return content.Headers.ContentLength is { } promised && promised != body.Length ? null : body.ToArray();
    }
}
