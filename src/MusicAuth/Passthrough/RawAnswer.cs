using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using MusicAuth.Upstream;

namespace MusicAuth.Passthrough;

/// <summary>An answer whose beginning has been looked at.</summary>
/// <param name="Response">Ready for the caller, its body in place of the provider's.</param>
/// <param name="Fault">What an error means for the calls that follow; null where it is none.</param>
/// <param name="At200">An error that came with status 200.</param>
internal sealed record RawAnswer(HttpResponseMessage Response, UpstreamException? Fault, RawError? At200)
{
    private const int Beginning = 32 * 1024;

    /// <summary>Reads on until the answer can be judged.</summary>
    /// <exception cref="UpstreamException">It is none that may be passed on.</exception>
    public static async Task<RawAnswer> ReadAsync(
        HttpResponseMessage response, RawCall call, string? token, UpstreamWatch watch,
        CancellationToken cancellationToken)
    {
        if (CarriedOutWrite.Is(response, call))
            return await CarriedOutWrite.ReadAsync(response, call, token, cancellationToken);
        RequirePlain(response, call);
#pragma warning disable CA2000 // The new content's, once there is one.
        var text = new PooledBuffer(Beginning);
#pragma warning restore CA2000
        try
        {
            return HasNoBody(response, call)
                ? WithoutBody(response, call, watch, text)
                : await WithBodyAsync(response, call, token, watch, text, cancellationToken);
        }
        catch (InvalidDataException)
        {
            text.Dispose();
            throw Invalid(call, "The provider's answer is cut, or hides what it says.");
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    private static RawAnswer WithoutBody(
        HttpResponseMessage response, RawCall call, UpstreamWatch watch, PooledBuffer text)
    {
        // A length is said only where it is the body's: not of a HEAD, and not of 204 and 304.
        var isEmpty = call.Whole is not null || response.Content.Headers.ContentLength == 0;
        response.Content = new RewrittenContent(
            response.Content, text, isEmpty && !HttpMethods.IsHead(call.Method) ? null : Stream.Null, rewriter: null,
            source: default);
        var (fault, none) = Judge(response, call, watch, []);
        return new RawAnswer(response, fault, none);
    }

    private static async Task<RawAnswer> WithBodyAsync(
        HttpResponseMessage response, RawCall call, string? token, UpstreamWatch watch, PooledBuffer text,
        CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var type = HeaderOf(response, HeaderNames.ContentType);
        var isJson = IsJson(type);
        var isAll = call.Whole is null
            ? await ReadBeginningAsync(stream, text, response, cancellationToken)
            : await ReadWholeAsync(stream, text, call.Whole.Most, cancellationToken);
        RequireKind(text.Written, isJson, call);
        var (fault, at200) = Judge(response, call, watch, text.Written[..Math.Min(text.Length, Beginning)]);
        var source = isAll && call.Whole is not null ? RawKnown.SourceOf(text.Written, token) : default;
        if (isAll && call.Whole?.Known is { } known && known.Source == source)
        {
            text.Dispose();
            response.Content = new RewrittenContent(response.Content, known);
            return new RawAnswer(response, fault, at200);
        }

        if (call.Shape is { } shape && isJson && response.IsSuccessStatusCode)
        {
            await ShapeAsync(shape, call, text, stream, cancellationToken);
            isAll = true;
        }

        response.Content = new RewrittenContent(
            response.Content, text, isAll ? null : stream,
            IsText(type) ? new BodyRewriter(call.Links, token, isJson) : null, source);
        return new RawAnswer(response, fault, at200);
    }

    private static (UpstreamException? Fault, RawError? At200) Judge(
        HttpResponseMessage response, RawCall call, UpstreamWatch watch, ReadOnlySpan<byte> beginning)
    {
        if (response.IsSuccessStatusCode || response.StatusCode is HttpStatusCode.NotModified)
        {
            var error = call.Api.ErrorAt200(beginning);
            return (error?.Fault, error);
        }

        var text = Encoding.UTF8.GetString(beginning);
        return (watch.Judge(call.Api.Faults, response.StatusCode, response.Headers, text), null);
    }

    private static void RequirePlain(HttpResponseMessage response, RawCall call)
    {
        if ((int)response.StatusCode is >= 300 and < 400 and not 304)
            throw Invalid(call, "The provider answered with a redirect.");
        if (HeaderOf(response, HeaderNames.ContentEncoding) is not (null or "identity"))
            throw Invalid(call, "The provider's answer is encoded though that was not asked for.");
    }

    private static bool HasNoBody(HttpResponseMessage response, RawCall call) =>
        HttpMethods.IsHead(call.Method) || response.StatusCode is HttpStatusCode.NotModified or HttpStatusCode.NoContent
        || response.Content.Headers.ContentLength == 0;

    // Of an error all counts, of a good answer only that it has begun to be one; an error at 200 is short. A short
    // answer is read whole: if it is cut, that can still be said.
    private static async Task<bool> ReadBeginningAsync(
        Stream stream, PooledBuffer text, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var length = response.Content.Headers.ContentLength;
        var isShort = !response.IsSuccessStatusCode || length <= Beginning;
        while (text.Length < Beginning && await ReadOnAsync(stream, text, cancellationToken))
        {
            if (!isShort && !NeedsMore(text.Written))
                break;
        }

        return response.IsSuccessStatusCode && text.Length == length;
    }

    /// <returns>False where it is longer than that.</returns>
    private static async Task<bool> ReadWholeAsync(
        Stream stream, PooledBuffer text, long most, CancellationToken cancellationToken)
    {
        while (await ReadOnAsync(stream, text, cancellationToken))
        {
            if (text.Length > most)
                return false;
        }

        return true;
    }

    private static async ValueTask<bool> ReadOnAsync(
        Stream stream, PooledBuffer text, CancellationToken cancellationToken)
    {
        var read = await stream.ReadAsync(text.GetMemory(), cancellationToken);
        text.Advance(read);
        return read > 0;
    }

    private static bool NeedsMore(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\r\n"u8);
        if (text is not [(byte)'{', ..])
            return text.IsEmpty;
        text = text[1..].TrimStart(" \t\r\n"u8);
        return text.StartsWith("\"error\""u8) || "\"error\""u8.StartsWith(text);
    }

    private static void RequireKind(ReadOnlySpan<byte> beginning, bool isJson, RawCall call)
    {
        var text = beginning.TrimStart(" \t\r\n"u8);
        if (isJson && !text.IsEmpty
            && text[0] is not ((byte)'{' or (byte)'[' or (byte)'"' or (byte)'t' or (byte)'f' or (byte)'n' or (byte)'-'
                or (>= (byte)'0' and <= (byte)'9')))
            throw Invalid(call, "The provider's answer is not the JSON that it says to be.");
    }

    private static async Task ShapeAsync(
        IRawShape shape, RawCall call, PooledBuffer text, Stream rest, CancellationToken cancellationToken)
    {
        if (!await ReadWholeAsync(rest, text, ProviderCalls.BodyCap, cancellationToken))
            throw Invalid(call, "The provider's answer is too large.");
        try
        {
            if (shape.Reshape(text.Written, call.Wish) is { } reshaped)
                text.Replace(reshaped.Span);
        }
        catch (JsonException)
        {
            throw Invalid(call, "The provider's answer is not the JSON that it says to be.");
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

    private static UpstreamException Invalid(RawCall call, string message) =>
        UpstreamException.Invalid(call.Api.Provider, message);
}
