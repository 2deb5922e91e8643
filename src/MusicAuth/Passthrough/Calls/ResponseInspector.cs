using System.Net;
using System.Text;
using System.Text.Json;
using CommunityToolkit.HighPerformance.Buffers;

namespace MusicAuth.Passthrough.Calls;

/// <summary>Reads enough of a response to classify it, and prepares its content for the caller.</summary>
internal static class ResponseInspector
{
    private const int InspectedLength = 32 * 1024;
    public const string InvalidJson =
        "The provider declared its response as JSON, but the response is not valid JSON.";

    public static async Task<InspectedResponse> ReadAsync(
        HttpResponseMessage response, PassthroughCall call, string? token, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode && !call.IsRead)
            return await SuccessfulWrite.ReadAsync(response, call, token, cancellationToken);
#pragma warning disable CA2000 // The new content disposes the buffer.
        var text = new ArrayPoolBufferWriter<byte>(InspectedLength);
#pragma warning restore CA2000
        try
        {
            RequireForwardable(response, call);
            return HasBody(response)
                ? await ReadBodyAsync(response, call, token, text, clock, cancellationToken)
                : ReadWithoutBody(response, call, text, clock);
        }
        catch (Exception failure) when (IsError(response)
            && failure is UpstreamException or InvalidDataException or HttpRequestException or IOException)
        {
            return DropBody(response, call, text, clock);
        }
        catch (InvalidDataException)
        {
            text.Dispose();
            throw Invalid(call, "The provider's response is cut off or unreadable.");
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    private static void RequireForwardable(HttpResponseMessage response, PassthroughCall call)
    {
        if ((int)response.StatusCode is >= 300 and < 400 and not 304)
            throw Invalid(call, "The provider answered with a redirect, which MusicAuth does not follow.");
        if (ContentCoding.IsCompressed(response.Content))
            throw Invalid(call, "The provider sent a compressed response, which MusicAuth did not request.");
    }

    private static bool IsError(HttpResponseMessage response) =>
        response.StatusCode >= HttpStatusCode.BadRequest;

    private static bool HasBody(HttpResponseMessage response) =>
        response.StatusCode is not (HttpStatusCode.NotModified or HttpStatusCode.NoContent)
        && response.Content.Headers.ContentLength != 0;

    private static InspectedResponse ReadWithoutBody(
        HttpResponseMessage response, PassthroughCall call, ArrayPoolBufferWriter<byte> text, TimeProvider clock)
    {
        // Only an empty body has the length 0. The length of a 204 or 304 response is unknown.
        var isEmpty = call.Buffering is not null || response.Content.Headers.ContentLength == 0;
        response.Content = new RewrittenContent(
            response.Content, text, isEmpty ? null : Stream.Null, rewriter: null);
        return Classify(response, call, [], clock);
    }

    // The status of an error counts without its body: a 429 must begin a rate-limit block, and a 401 renew the token.
    private static InspectedResponse DropBody(
        HttpResponseMessage response, PassthroughCall call, ArrayPoolBufferWriter<byte> text, TimeProvider clock)
    {
        var inspected = Classify(response, call, text.WrittenSpan, clock);
        RewrittenContent.DropBody(response, text);
        return inspected;
    }

    private static async Task<InspectedResponse> ReadBodyAsync(
        HttpResponseMessage response, PassthroughCall call, string? token, ArrayPoolBufferWriter<byte> text,
        TimeProvider clock, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var isComplete = call.Buffering is null
            ? await ReadBeginningAsync(stream, text, response, cancellationToken)
            : await stream.ReadAllIntoAsync(text, call.Buffering.MaxLength, cancellationToken);
        var isJson = IsJson(response, call, text.WrittenSpan);
        var inspected = Classify(response, call, text.WrittenSpan, clock);
        UInt128 sourceHash = default;
        if (isComplete && call.Buffering is { Previous: var previous })
        {
            sourceHash = RewrittenBody.HashSource(text.WrittenSpan, token);
            if (previous?.SourceHash == sourceHash)
            {
                text.Dispose();
                response.Content = new RewrittenContent(response.Content, previous);
                return inspected;
            }
        }

        if (call.Plan.Mapping is not null && isJson && response.IsSuccessStatusCode)
        {
            await MapBodyAsync(call, text, stream, cancellationToken);
            isComplete = true;
        }

        var rewriter = ContentHeaders.CanBeText(response)
            ? new BodyRewriter(call.Plan.Route.Links, token, isJson)
            : null;
        response.Content = new RewrittenContent(
            response.Content, text, isComplete ? null : stream, rewriter, sourceHash);
        return inspected;
    }

    private static InspectedResponse Classify(
        HttpResponseMessage response, PassthroughCall call, ReadOnlySpan<byte> text, TimeProvider clock)
    {
        var beginning = text[..Math.Min(text.Length, InspectedLength)];
        if (response.IsSuccessStatusCode || response.StatusCode is HttpStatusCode.NotModified)
        {
            var error = FindEmbeddedError(call, beginning);
            return new InspectedResponse(response, error?.Fault, error);
        }

        var fault = FaultClassifier.Classify(
            call.Api.Faults, response.StatusCode, response.Headers, Encoding.UTF8.GetString(beginning), clock);
        return new InspectedResponse(response, fault is null ? null : ToCallFault(call, fault), EmbeddedError: null);
    }

    private static EmbeddedError? FindEmbeddedError(PassthroughCall call, ReadOnlySpan<byte> text) =>
        call.Api.FindEmbeddedError(text) is { } error ? error with { Fault = ToCallFault(call, error.Fault) } : null;

    // The catalogue has no consent that could lack a permission: such a request needs a user.
    private static UpstreamException ToCallFault(PassthroughCall call, UpstreamException fault) =>
        call.UserId is null && fault.Fault is UpstreamFault.MissingScope
            ? new UpstreamException(
                call.Api.Provider, UpstreamFault.Forbidden, "The provider requires a user's access token.")
            : fault;

    // An error is read up to the limit. Of a success, the first bytes show whether it is an error with status 200. A
    // short response is read completely, so that a cut connection becomes a problem before the status is sent.
    private static async Task<bool> ReadBeginningAsync(
        Stream stream, ArrayPoolBufferWriter<byte> text, HttpResponseMessage response,
        CancellationToken cancellationToken)
    {
        var length = response.Content.Headers.ContentLength;
        var readsOn = !response.IsSuccessStatusCode || length <= InspectedLength;
        while (text.WrittenCount < InspectedLength && (readsOn || CanBeginError(text.WrittenSpan)))
        {
            if (!await stream.ReadIntoAsync(text, cancellationToken))
                return IsError(response) || text.WrittenCount == length;
        }

        return response.IsSuccessStatusCode && text.WrittenCount == length;
    }

    // Some services declare the plain text of an error as JSON.
    private static bool IsJson(HttpResponseMessage response, PassthroughCall call, ReadOnlySpan<byte> text)
    {
        if (!ContentHeaders.IsJson(response))
            return false;
        var isJson = CanBeginJson(text);
        return isJson || IsError(response) ? isJson : throw Invalid(call, InvalidJson);
    }

    private static bool CanBeginError(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\r\n"u8);
        if (text is not [(byte)'{', ..])
            return text.IsEmpty;
        text = text[1..].TrimStart(" \t\r\n"u8);
        return text.StartsWith("\"error\""u8) || "\"error\""u8.StartsWith(text);
    }

    private static bool CanBeginJson(ReadOnlySpan<byte> text) => text.TrimStart(" \t\r\n"u8) is []
        or [(byte)'{' or (byte)'[' or (byte)'"' or (byte)'t' or (byte)'f' or (byte)'n' or (byte)'-'
            or (>= (byte)'0' and <= (byte)'9'), ..];

    private static async Task MapBodyAsync(
        PassthroughCall call, ArrayPoolBufferWriter<byte> text, Stream remainder, CancellationToken cancellationToken)
    {
        if (!await remainder.ReadAllIntoAsync(text, ProviderCallSender.MaxBodyBytes, cancellationToken))
            throw Invalid(call, "The provider's response is too large.");
        try
        {
            call.MapBody(text);
        }
        catch (JsonException)
        {
            throw Invalid(call, InvalidJson);
        }
    }

    private static UpstreamException Invalid(PassthroughCall call, string message) =>
        UpstreamException.InvalidResponse(call.Api.Provider, message);
}
