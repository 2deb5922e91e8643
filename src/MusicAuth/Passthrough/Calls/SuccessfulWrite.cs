using System.Text.Json;
using CommunityToolkit.HighPerformance.Buffers;
using Microsoft.Net.Http.Headers;

namespace MusicAuth.Passthrough.Calls;

/// <summary>
/// The answer to a write that the provider carried out (2xx). It is a success whatever its body: a client that is told
/// of a failure repeats the write. A body that cannot be inspected for tokens is left out, and the status stays.
/// </summary>
internal static class SuccessfulWrite
{
    private const int FirstRead = 4 * 1024;

    public static bool Applies(HttpResponseMessage response, PassthroughCall call) =>
        response.IsSuccessStatusCode && !call.IsRead;

    public static async Task<InspectedResponse> ReadAsync(
        HttpResponseMessage response, PassthroughCall call, string? token, CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // The new content's, once there is one.
        var text = new ArrayPoolBufferWriter<byte>(FirstRead);
#pragma warning restore CA2000
        try
        {
            if (!CanBeInspected(response) || !await TryReadAsync(response, text, cancellationToken))
                return DropBody(response, text, null);
            var error = call.Api.FindEmbeddedError(text.WrittenSpan);
            if (text.WrittenCount == 0)
                return DropBody(response, text, error);
            MapBody(response, call, text);
            return RewriteBody(response, call, token, text, error);
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    private static InspectedResponse RewriteBody(
        HttpResponseMessage response, PassthroughCall call, string? token, ArrayPoolBufferWriter<byte> text,
        EmbeddedError? error)
    {
        try
        {
            var isJson = InspectedResponse.IsJson(InspectedResponse.HeaderOf(response, HeaderNames.ContentType));
            response.Content = new RewrittenContent(
                response.Content, text, following: null, new BodyRewriter(call.Links, token, isJson), source: default);
            return new InspectedResponse(response, error?.Fault, error);
        }
        catch (InvalidDataException)
        {
            text.Clear();
            return DropBody(response, text, error);
        }
    }

    private static InspectedResponse DropBody(
        HttpResponseMessage response, ArrayPoolBufferWriter<byte> text, EmbeddedError? error)
    {
        text.Clear();
        response.Content.Headers.Remove(HeaderNames.ContentType);
        response.Content = new RewrittenContent(response.Content, text, following: null, rewriter: null, default);
        return new InspectedResponse(response, error?.Fault, error);
    }

    private static bool CanBeInspected(HttpResponseMessage response) =>
        InspectedResponse.HeaderOf(response, HeaderNames.ContentEncoding) is null or "identity"
        && InspectedResponse.HeaderOf(response, HeaderNames.ContentType)?.Contains(
            "utf-16", StringComparison.OrdinalIgnoreCase) is not true;

    // Whatever ends the reading, the write is done.
    private static async Task<bool> TryReadAsync(
        HttpResponseMessage response, ArrayPoolBufferWriter<byte> text, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await stream.ReadAllIntoAsync(text, ResponseFetcher.MaxCachedLength, cancellationToken);
        }
        catch (Exception failure)
            when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private static void MapBody(HttpResponseMessage response, PassthroughCall call, ArrayPoolBufferWriter<byte> text)
    {
        if (call.Mapping is not { } shape
            || !InspectedResponse.IsJson(InspectedResponse.HeaderOf(response, HeaderNames.ContentType)))
            return;
        try
        {
            if (shape.MapResponse(text.WrittenSpan, call.DropNulls) is { } reshaped)
                text.Replace(reshaped.Span);
        }
        catch (JsonException)
        {
            // It goes on as it came.
        }
    }
}
