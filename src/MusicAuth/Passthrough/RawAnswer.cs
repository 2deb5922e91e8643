using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
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
        RequirePlain(response, call);
        if (HasNoBody(response, call))
        {
            response.Content = new RewrittenContent(response.Content, [], 0, Stream.Null, rewriter: null);
            var (headFault, none) = Judge(response, call, watch, []);
            return new RawAnswer(response, headFault, none);
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var first = ArrayPool<byte>.Shared.Rent(Beginning);
        try
        {
            var isJson = IsJson(response.Content.Headers.ContentType);
            var length = await ReadAsync(stream, first, response, cancellationToken);
            var isAll = response.IsSuccessStatusCode && length == response.Content.Headers.ContentLength;
            RequireKind(first.AsSpan(0, length), isJson, call);
            if (call.Shape is { } shape && isJson && response.IsSuccessStatusCode)
            {
                (first, length) = await ShapedAsync(shape, call, first, length, stream, cancellationToken);
                isAll = true;
            }

            var rewriter = IsText(response.Content.Headers.ContentType)
                ? new BodyRewriter(call.Links, token, isJson)
                : null;
            var (fault, at200) = Judge(response, call, watch, first.AsSpan(0, length));
            response.Content = new RewrittenContent(
                response.Content, first, length, isAll ? null : stream, rewriter);
            return new RawAnswer(response, fault, at200);
        }
        catch (InvalidDataException)
        {
            ArrayPool<byte>.Shared.Return(first);
            throw Invalid(call, "The provider's answer is cut, or hides what it says.");
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(first);
            throw;
        }
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
        if (response.Content.Headers.ContentEncoding.Any(coding => coding != "identity"))
            throw Invalid(call, "The provider's answer is encoded though that was not asked for.");
    }

    private static bool HasNoBody(HttpResponseMessage response, RawCall call) =>
        HttpMethods.IsHead(call.Method) || response.StatusCode is HttpStatusCode.NotModified or HttpStatusCode.NoContent
        || response.Content.Headers.ContentLength == 0;

    // Of an error all counts, of a good answer only that it has begun to be one; an error at 200 is short. A short
    // answer is read whole: if it is cut, that can still be said.
    private static async Task<int> ReadAsync(
        Stream stream, byte[] buffer, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentLength <= Beginning)
            return await stream.ReadAtLeastAsync(
                buffer.AsMemory(0, Beginning), Beginning, throwOnEndOfStream: false, cancellationToken);
        var length = 0;
        while (length < Beginning)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length, Beginning - length), cancellationToken);
            length += read;
            if (read == 0 || !NeedsMore(buffer.AsSpan(0, length)))
                break;
        }

        return length;
    }

    private static bool NeedsMore(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\r\n"u8);
        return text.IsEmpty || text.StartsWith("{\"error\""u8) || "{\"error\""u8.StartsWith(text);
    }

    private static void RequireKind(ReadOnlySpan<byte> beginning, bool isJson, RawCall call)
    {
        var text = beginning.TrimStart(" \t\r\n"u8);
        if (isJson && !text.IsEmpty
            && text[0] is not ((byte)'{' or (byte)'[' or (byte)'"' or (byte)'t' or (byte)'f' or (byte)'n' or (byte)'-'
                or (>= (byte)'0' and <= (byte)'9')))
            throw Invalid(call, "The provider's answer is not the JSON that it says to be.");
    }

    private static async Task<(byte[] All, int Length)> ShapedAsync(
        IRawShape shape, RawCall call, byte[] first, int length, Stream rest, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        await all.WriteAsync(first.AsMemory(0, length), cancellationToken);
        await using (var capped = new CappedStream(
            rest, ProviderCalls.BodyCap, () => Invalid(call, "The provider's answer is too large.")))
            await capped.CopyToAsync(all, cancellationToken);
        var json = all.GetBuffer().AsMemory(0, (int)all.Length);
        try
        {
            var reshaped = shape.Reshape(json.Span, call.Wish) ?? json;
            var rented = ArrayPool<byte>.Shared.Rent(reshaped.Length);
            reshaped.CopyTo(rented);
            ArrayPool<byte>.Shared.Return(first);
            return (rented, reshaped.Length);
        }
        catch (JsonException)
        {
            throw Invalid(call, "The provider's answer is not the JSON that it says to be.");
        }
    }

    private static bool IsJson(MediaTypeHeaderValue? type) =>
        type?.MediaType is { } name
        && (name.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    // What names no type may be text, too.
    private static bool IsText(MediaTypeHeaderValue? type) => type?.MediaType is not { } name
        || !(name.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("audio/", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("video/", StringComparison.OrdinalIgnoreCase));

    private static UpstreamException Invalid(RawCall call, string message) =>
        UpstreamException.Invalid(call.Api.Provider, message);
}
