using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace MusicAuth.Upstream.Calls;

/// <summary>The one place where calls to the providers' APIs are made.</summary>
public sealed partial class ProviderCallSender(
    OutboundLimiter governor,
    CallOutcomeRecorder watch,
    IOptions<UpstreamOptions> options,
    TimeProvider clock,
    ILogger<ProviderCallSender> logger)
{
    public const long MaxBodyBytes = 10 * 1024 * 1024;

    private const int ErrorTextCap = 16 * 1024;

    /// <summary>The answer, whole and read. The time of the exchange begins with its slot.</summary>
    /// <exception cref="UpstreamException">Whenever there is none.</exception>
    public async Task<T> SendAsync<T>(ProviderCall<T> call, CancellationToken cancellationToken) where T : class
    {
        // Its own wait for a place is no time of the provider's.
        using var place = await governor.AcquireAsync(call.Turn, cancellationToken);
        using var deadline = new CancellationTokenSource(options.Value.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var answer = await ExchangeAsync(call, both.Token);
            watch.Record(call.Turn, fault: null);
            return answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Noted(
                call, UpstreamException.Unavailable(call.Turn.Provider, "The provider did not respond in time."));
        }
    }

    private async Task<T> ExchangeAsync<T>(ProviderCall<T> call, CancellationToken cancellationToken) where T : class
    {
        try
        {
            using var response = await SendAsync(call.Faults.Provider, call.Client, call.Request, cancellationToken);
            return await ReadAsync(call, response, cancellationToken);
        }
        catch (UpstreamException fault)
        {
            throw Noted(call, fault);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(
        string provider, HttpMessageInvoker client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(request, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw UpstreamException.FromTransportFailure(provider, failure);
        }
    }

    private async Task<T> ReadAsync<T>(
        ProviderCall<T> call, HttpResponseMessage response, CancellationToken cancellationToken) where T : class
    {
        var provider = call.Faults.Provider;
        if ((int)response.StatusCode is >= 300 and < 400)
            throw UpstreamException.InvalidResponse(provider,
                "The provider answered with a redirect, which MusicAuth does not follow.");
        if (response.Content.Headers.ContentEncoding.Any(coding => coding != "identity"))
            throw UpstreamException.InvalidResponse(
                provider, "The provider sent a compressed response, which MusicAuth did not request.");
        if (response.Content.Headers.ContentLength > MaxBodyBytes)
            throw TooLarge(provider);
        try
        {
            await using var body = new SizeLimitedStream(
                await response.Content.ReadAsStreamAsync(cancellationToken), MaxBodyBytes, () => TooLarge(provider));
            if (!response.IsSuccessStatusCode)
                throw Judge(call.Faults, response, await TextAsync(body, cancellationToken));
            using var whole = await PooledResponseBody.ReadAsync(body, cancellationToken);
            return call.Read(whole.Span);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw response.IsSuccessStatusCode
                ? UpstreamException.InvalidResponse(provider, "The provider's response is cut off.")
                : Judge(call.Faults, response, "");
        }
        // The latter for an error whose text is no Unicode.
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw UpstreamException.InvalidResponse(provider, "The provider's response is not the expected JSON.");
        }
    }

    private UpstreamException Judge(IProviderFaults faults, HttpResponseMessage response, string text) =>
        watch.Classify(faults, response.StatusCode, response.Headers, text)
            ?? UpstreamException.InvalidResponse(faults.Provider,
                "The provider returned an error without a usable body.");

    // A pause and an unhealthy app are everybody's: the next caller must not have to find out.
    private UpstreamException Noted<T>(ProviderCall<T> call, UpstreamException fault) where T : class
    {
        fault = watch.Record(call.Turn, fault) ?? fault;
        Log.Faulted(
            logger, fault.Provider, call.Operation, fault.Fault, fault.Reason, fault.RetryAfter, fault.Message);
        return fault;
    }

    private static async Task<string> TextAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[ErrorTextCap];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    private static UpstreamException TooLarge(string provider) =>
        UpstreamException.InvalidResponse(provider, "The provider's response is too large.");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "{Provider} gave no answer to {Operation}: {Fault} {Reason} (again after {RetryAfter}). {Cause}")]
        public static partial void Faulted(
            ILogger logger, string provider, string operation, UpstreamFault fault, string? reason,
            TimeSpan? retryAfter, string cause);
    }
}
