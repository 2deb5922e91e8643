using System.Text.Json;
using CommunityToolkit.HighPerformance.Buffers;

namespace MusicAuth.Passthrough.Calls;

/// <summary>
/// Reads the response to a write with a 2xx status. The write is done, so even an unusable body keeps the status: a
/// client would repeat a write that it believes failed. A body that cannot be searched for tokens is left out.
/// </summary>
internal static class SuccessfulWrite
{
    private const int FirstRead = 4 * 1024;

    public static async Task<InspectedResponse> ReadAsync(
        HttpResponseMessage response, PassthroughCall call, string? token, CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // The new content disposes the buffer.
        var text = new ArrayPoolBufferWriter<byte>(FirstRead);
#pragma warning restore CA2000
        try
        {
            if (!IsSearchable(response) || !await TryReadAsync(response, text, cancellationToken))
                return DropBody(response, text, error: null);
            var error = call.Api.FindEmbeddedError(text.WrittenSpan);
            return text.WrittenCount == 0
                ? DropBody(response, text, error)
                : RewriteBody(response, call, token, text, error);
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
        var isJson = ContentHeaders.IsJson(response);
        if (isJson)
            MapBodyIfJson(call, text);
        try
        {
            response.Content = new RewrittenContent(
                response.Content, text, remainder: null, new BodyRewriter(call.Plan.Route.Links, token, isJson));
            return new InspectedResponse(response, error?.Fault, error);
        }
        catch (InvalidDataException)
        {
            return DropBody(response, text, error);
        }
    }

    private static InspectedResponse DropBody(
        HttpResponseMessage response, ArrayPoolBufferWriter<byte> text, EmbeddedError? error)
    {
        RewrittenContent.DropBody(response, text);
        return new InspectedResponse(response, error?.Fault, error);
    }

    private static bool IsSearchable(HttpResponseMessage response) =>
        !ContentCoding.IsCompressed(response.Content)
        && ContentHeaders.GetContentType(response)?.Contains("utf-16", StringComparison.OrdinalIgnoreCase) is not true;

    // The write is done, so no failure to read its response makes it fail.
    private static async Task<bool> TryReadAsync(
        HttpResponseMessage response, ArrayPoolBufferWriter<byte> text, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await stream.ReadAllIntoAsync(text, BufferingOptions.MaxCachedLength, cancellationToken);
        }
        catch (Exception failure)
            when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private static void MapBodyIfJson(PassthroughCall call, ArrayPoolBufferWriter<byte> text)
    {
        try
        {
            call.MapBody(text);
        }
        catch (JsonException)
        {
            // The body stays as the provider sent it.
        }
    }
}
