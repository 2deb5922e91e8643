using System.Net;
using Microsoft.Extensions.Options;

namespace MusicAuth.Upstream.Calls;

/// <summary>
/// Sends a token request once. It is never repeated or redirected, since it may use up the code or refresh token, and
/// it ends within <c>Upstream:TimeoutSeconds</c> even if its caller cancels.
/// </summary>
internal sealed class TokenRequestSender(
    OutboundLimiter limiter, CallOutcomeRecorder recorder, IOptions<UpstreamOptions> options, TimeProvider clock)
{
    private const int MaxBodyBytes = 64 * 1024;

    public TimeSpan Timeout => options.Value.Timeout;

    /// <exception cref="UpstreamException">The call must not leave now; the request was not sent.</exception>
    public async Task<TokenHttpResult> SendAsync(
        CallContext call, HttpMessageInvoker client, HttpRequestMessage request)
    {
        using var slot = await limiter.AcquireAsync(call, CancellationToken.None);
        var result = await ExchangeAsync(client, request);
        if (FindFault(call.Provider, result) is not { } fault)
        {
            recorder.RecordResponse(call);
            return result;
        }

        // The block in force may be longer than this response asks for.
        var recorded = recorder.Record(call, fault);
        return result.Response is { } response && recorded?.Fault is UpstreamFault.RateLimited
            ? result with { Response = response with { RetryAfter = recorded.RetryAfter } }
            : result;
    }

    private static UpstreamException? FindFault(string provider, TokenHttpResult result) => result switch
    {
        { IsUnreadable: true } => null,
        { Response: null } or { Response.Status: >= HttpStatusCode.InternalServerError } =>
            new(provider, UpstreamFault.Unavailable, "The provider's token endpoint is not responding.")
            {
                WasAnswered = result.Response is not null,
            },
        { Response: { Status: HttpStatusCode.TooManyRequests } response } =>
            new(provider, UpstreamFault.RateLimited, "The provider's token endpoint is rate-limiting this server.")
            {
                RetryAfter = response.RetryAfter,
            },
        _ => null,
    };

    private async Task<TokenHttpResult> ExchangeAsync(HttpMessageInvoker client, HttpRequestMessage request)
    {
        using var deadline = new CancellationTokenSource(options.Value.Timeout);
        try
        {
            using var response = await client.SendAsync(request, deadline.Token);
            return await ReadAsync(response, deadline.Token);
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

    private async Task<TokenHttpResult> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var countsWithoutBody = response.StatusCode
            is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
        byte[]? body = null;
        try
        {
            body = await ReadBodyAsync(response.Content, cancellationToken);
        }
        catch (Exception failure) when (countsWithoutBody && failure is HttpRequestException or IOException)
        {
            // The connection was cut within the body.
        }

        return body is null && !countsWithoutBody
            ? TokenHttpResult.Unreadable
            : new TokenHttpResult(
                new(response.StatusCode, body ?? [], RetryAfterHeader.Read(response.Headers, clock)), WasSent: true);
    }

    /// <returns>Null where the body is compressed, too large or cut.</returns>
    private static async Task<byte[]?> ReadBodyAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (ContentCoding.IsCompressed(content))
            return null;
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var body = new byte[MaxBodyBytes + 1];
        var length = await stream.ReadAtLeastAsync(
            body, body.Length, throwOnEndOfStream: false, cancellationToken);
        return length > MaxBodyBytes || (content.Headers.ContentLength is { } expected && expected != length)
            ? null
            : body[..length];
    }
}
