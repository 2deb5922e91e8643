using System.Net;
using System.Text;
using System.Text.Json;
using CommunityToolkit.HighPerformance.Buffers;
using Microsoft.Net.Http.Headers;

namespace MusicAuth.Passthrough.Calls;

/// <summary>An answer whose beginning has been looked at.</summary>
/// <param name="Response">Ready for the caller, its body in place of the provider's.</param>
/// <param name="Fault">What an error means for the calls that follow; null where it is none.</param>
/// <param name="EmbeddedError">An error that came with status 200.</param>
internal sealed record InspectedResponse(
    HttpResponseMessage Response, UpstreamException? Fault, EmbeddedError? EmbeddedError)
{
    private const int InspectedLength = 32 * 1024;

    /// <summary>Reads on until the answer can be judged.</summary>
    /// <exception cref="UpstreamException">It is none that may be passed on.</exception>
    public static async Task<InspectedResponse> ReadAsync(
        HttpResponseMessage response, PassthroughCall call, string? token, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (SuccessfulWrite.Applies(response, call))
            return await SuccessfulWrite.ReadAsync(response, call, token, cancellationToken);
        RequirePlain(response, call);
#pragma warning disable CA2000 // The new content's, once there is one.
        var text = new ArrayPoolBufferWriter<byte>(InspectedLength);
#pragma warning restore CA2000
        try
        {
            return LacksBody(response, call)
                ? WithoutBody(response, call, clock, text)
                : await WithBodyAsync(response, call, token, clock, text, cancellationToken);
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

    private static InspectedResponse WithoutBody(
        HttpResponseMessage response, PassthroughCall call, TimeProvider clock, ArrayPoolBufferWriter<byte> text)
    {
        // A length is said only where it is the body's: not of a HEAD, and not of 204 and 304.
        var isEmpty = call.Buffering is not null || response.Content.Headers.ContentLength == 0;
        response.Content = new RewrittenContent(
            response.Content, text, isEmpty && !HttpMethods.IsHead(call.Method) ? null : Stream.Null, rewriter: null,
            source: default);
        var (fault, none) = Judge(response, call, clock, []);
        return new InspectedResponse(response, fault, none);
    }

    private static async Task<InspectedResponse> WithBodyAsync(
        HttpResponseMessage response, PassthroughCall call, string? token, TimeProvider clock,
        ArrayPoolBufferWriter<byte> text, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var type = HeaderOf(response, HeaderNames.ContentType);
        var isJson = IsJson(type);
        var isAll = call.Buffering is null
            ? await ReadBeginningAsync(stream, text, response, cancellationToken)
            : await stream.ReadAllIntoAsync(text, call.Buffering.MaxLength, cancellationToken);
        RequireKind(text.WrittenSpan, isJson, call);
        var beginning = text.WrittenSpan[..Math.Min(text.WrittenCount, InspectedLength)];
        var (fault, at200) = Judge(response, call, clock, beginning);
        var source = isAll && call.Buffering is not null ? RewrittenBody.HashSource(text.WrittenSpan, token) : default;
        if (isAll && call.Buffering?.Previous is { } known && known.SourceHash == source)
        {
            text.Dispose();
            response.Content = new RewrittenContent(response.Content, known);
            return new InspectedResponse(response, fault, at200);
        }

        if (call.Mapping is { } shape && isJson && response.IsSuccessStatusCode)
        {
            await MapBodyAsync(shape, call, text, stream, cancellationToken);
            isAll = true;
        }

        response.Content = new RewrittenContent(
            response.Content, text, isAll ? null : stream,
            IsText(type) ? new BodyRewriter(call.Links, token, isJson) : null, source);
        return new InspectedResponse(response, fault, at200);
    }

    private static (UpstreamException? Fault, EmbeddedError? At200) Judge(
        HttpResponseMessage response, PassthroughCall call, TimeProvider clock, ReadOnlySpan<byte> beginning)
    {
        if (response.IsSuccessStatusCode || response.StatusCode is HttpStatusCode.NotModified)
        {
            var error = call.Api.FindEmbeddedError(beginning);
            return (error?.Fault, error);
        }

        var text = Encoding.UTF8.GetString(beginning);
        return (FaultClassifier.Classify(call.Api.Faults, response.StatusCode, response.Headers, text, clock), null);
    }

    private static void RequirePlain(HttpResponseMessage response, PassthroughCall call)
    {
        if ((int)response.StatusCode is >= 300 and < 400 and not 304)
            throw Invalid(call, "The provider answered with a redirect, which MusicAuth does not follow.");
        if (HeaderOf(response, HeaderNames.ContentEncoding) is not (null or "identity"))
            throw Invalid(call, "The provider sent a compressed response, which MusicAuth did not request.");
    }

    private static bool LacksBody(HttpResponseMessage response, PassthroughCall call) =>
        HttpMethods.IsHead(call.Method) || response.StatusCode is HttpStatusCode.NotModified or HttpStatusCode.NoContent
        || response.Content.Headers.ContentLength == 0;

    // Of an error all counts, of a good answer only that it has begun to be one; an error at 200 is short. A short
    // answer is read whole: if it is cut, that can still be said.
    private static async Task<bool> ReadBeginningAsync(
        Stream stream, ArrayPoolBufferWriter<byte> text, HttpResponseMessage response,
        CancellationToken cancellationToken)
    {
        var length = response.Content.Headers.ContentLength;
        var isShort = !response.IsSuccessStatusCode || length <= InspectedLength;
        while (text.WrittenCount < InspectedLength && await stream.ReadIntoAsync(text, cancellationToken))
        {
            if (!isShort && !NeedsMore(text.WrittenSpan))
                break;
        }

        return response.IsSuccessStatusCode && text.WrittenCount == length;
    }

    private static bool NeedsMore(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\r\n"u8);
        if (text is not [(byte)'{', ..])
            return text.IsEmpty;
        text = text[1..].TrimStart(" \t\r\n"u8);
        return text.StartsWith("\"error\""u8) || "\"error\""u8.StartsWith(text);
    }

    private static void RequireKind(ReadOnlySpan<byte> beginning, bool isJson, PassthroughCall call)
    {
        var text = beginning.TrimStart(" \t\r\n"u8);
        if (isJson && !text.IsEmpty
            && text[0] is not ((byte)'{' or (byte)'[' or (byte)'"' or (byte)'t' or (byte)'f' or (byte)'n' or (byte)'-'
                or (>= (byte)'0' and <= (byte)'9')))
            throw Invalid(call, "The provider declared its response as JSON, but the response is not valid JSON.");
    }

    private static async Task MapBodyAsync(
        ICompatibilityMapping shape, PassthroughCall call, ArrayPoolBufferWriter<byte> text, Stream rest,
        CancellationToken cancellationToken)
    {
        if (!await rest.ReadAllIntoAsync(text, ProviderCallSender.MaxBodyBytes, cancellationToken))
            throw Invalid(call, "The provider's response is too large.");
        try
        {
            if (shape.MapResponse(text.WrittenSpan, call.DropNulls) is { } reshaped)
                text.Replace(reshaped.Span);
        }
        catch (JsonException)
        {
            throw Invalid(call, "The provider declared its response as JSON, but the response is not valid JSON.");
        }
    }

    // As it was sent: nothing is made of it that is only looked at.
    internal static string? HeaderOf(HttpResponseMessage response, string name) =>
        response.Content.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    internal static bool IsJson(string? type)
    {
        var name = type.AsSpan();
        if (name.IndexOf(';') is >= 0 and var end)
            name = name[..end];
        name = name.Trim();
        return name.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    // What names no type may be text, too.
    private static bool IsText(string? type) => type is null
        || !(type.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("video/", StringComparison.OrdinalIgnoreCase));

    private static UpstreamException Invalid(PassthroughCall call, string message) =>
        UpstreamException.InvalidResponse(call.Api.Provider, message);
}
