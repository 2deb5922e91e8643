using System.Text;
using System.Text.Json;
using CommunityToolkit.HighPerformance.Buffers;
using Microsoft.Extensions.Options;

namespace MusicAuth.Upstream.Calls;

/// <summary>Sends the broker's own calls to the providers' APIs.</summary>
public sealed partial class ProviderCallSender(
    OutboundLimiter limiter,
    CallOutcomeRecorder recorder,
    IOptions<UpstreamOptions> options,
    TimeProvider clock,
    ILogger<ProviderCallSender> logger)
{
    public const long MaxBodyBytes = 10 * 1024 * 1024;
    private const int MaxErrorBytes = 16 * 1024;
    private const int FirstBufferBytes = 32 * 1024;

    /// <exception cref="UpstreamException">The call was refused, or has no usable response.</exception>
    public async Task<T> SendAsync<T>(ProviderCall<T> call, CancellationToken cancellationToken) where T : class
    {
        using var slot = await limiter.AcquireAsync(call.Context, cancellationToken);
        using var deadline = new Deadline(options.Value.Timeout, clock, cancellationToken);
        try
        {
            using var response = await SendRequestAsync(call, deadline.Token);
            var result = await ReadAsync(call, response, deadline.Token);
            recorder.Record(call.Context, fault: null);
            return result;
        }
        catch (UpstreamException fault)
        {
            throw Record(call, fault);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Record(call, UpstreamException.Unavailable(
                call.Context.Provider, "The provider did not respond in time."));
        }
    }

    private static async Task<HttpResponseMessage> SendRequestAsync<T>(
        ProviderCall<T> call, CancellationToken cancellationToken) where T : class
    {
        try
        {
            return await call.Client.SendAsync(call.Request, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw UpstreamException.FromTransportFailure(call.Faults.Provider, failure);
        }
    }

    private async Task<T> ReadAsync<T>(
        ProviderCall<T> call, HttpResponseMessage response, CancellationToken cancellationToken) where T : class
    {
        RequireUsable(call.Faults.Provider, response);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw Classify(call.Faults, response, await ReadErrorAsync(body, cancellationToken));
            using var buffer = new ArrayPoolBufferWriter<byte>(FirstBufferBytes);
            if (!await body.ReadAllIntoAsync(buffer, MaxBodyBytes, cancellationToken))
                throw TooLarge(call.Faults.Provider);
            return call.Read(buffer.WrittenSpan);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw response.IsSuccessStatusCode
                ? UpstreamException.InvalidResponse(call.Faults.Provider, "The provider's response is cut off.")
                : Classify(call.Faults, response, "");
        }
        // JsonElement throws InvalidOperationException for an error text that is not valid Unicode.
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw UpstreamException.InvalidResponse(
                call.Faults.Provider, "The provider's response is not the expected JSON.");
        }
    }

    private static void RequireUsable(string provider, HttpResponseMessage response)
    {
        if ((int)response.StatusCode is >= 300 and < 400)
            throw UpstreamException.InvalidResponse(
                provider, "The provider answered with a redirect, which MusicAuth does not follow.");
        // The status describes the error, also where MusicAuth cannot read the body.
        if (!response.IsSuccessStatusCode)
            return;
        if (ContentCoding.IsCompressed(response.Content))
            throw UpstreamException.InvalidResponse(
                provider, "The provider sent a compressed response, which MusicAuth did not request.");
        if (response.Content.Headers.ContentLength > MaxBodyBytes)
            throw TooLarge(provider);
    }

    private UpstreamException Classify(IProviderFaults faults, HttpResponseMessage response, string text) =>
        FaultClassifier.Classify(faults, response.StatusCode, response.Headers, text, clock)!;

    private UpstreamException Record<T>(ProviderCall<T> call, UpstreamException fault) where T : class
    {
        fault = recorder.Record(call.Context, fault) ?? fault;
        Log.Failed(logger, fault.Provider, call.Operation, fault.Fault, fault.Reason, fault.RetryAfter, fault.Message);
        return fault;
    }

    private static async Task<string> ReadErrorAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxErrorBytes];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    private static UpstreamException TooLarge(string provider) =>
        UpstreamException.InvalidResponse(provider, "The provider's response is too large.");

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Warning,
            "{Operation} at {Provider} failed: {Fault} {Reason} (retry after {RetryAfter}). {Cause}")]
        public static partial void Failed(
            ILogger logger, string provider, string operation, UpstreamFault fault, string? reason,
            TimeSpan? retryAfter, string cause);
    }
}
