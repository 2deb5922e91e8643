using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace MusicAuth.Passthrough;

/// <summary>
/// The answer to a write that the provider carried out (2xx). It is a success whatever its body: a client that is told
/// of a failure repeats the write. A body that cannot be inspected for tokens is left out, and the status stays.
/// </summary>
internal static class CarriedOutWrite
{
    private const int FirstRead = 4 * 1024;

    public static bool Is(HttpResponseMessage response, RawCall call) =>
        response.IsSuccessStatusCode && !call.IsRead;

    public static async Task<RawAnswer> ReadAsync(
        HttpResponseMessage response, RawCall call, string? token, CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // The new content's, once there is one.
        var text = new PooledBuffer(FirstRead);
#pragma warning restore CA2000
        try
        {
            if (!CanBeInspected(response) || !await TryReadAsync(response, text, cancellationToken))
                return Without(response, text, null);
            var error = call.Api.ErrorAt200(text.Written);
            if (text.Length == 0)
                return Without(response, text, error);
            Reshape(response, call, text);
            return With(response, call, token, text, error);
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    private static RawAnswer With(
        HttpResponseMessage response, RawCall call, string? token, PooledBuffer text, RawError? error)
    {
        try
        {
            var isJson = RawAnswer.IsJson(RawAnswer.HeaderOf(response, HeaderNames.ContentType));
            response.Content = new RewrittenContent(
                response.Content, text, following: null, new BodyRewriter(call.Links, token, isJson), source: default);
            return new RawAnswer(response, error?.Fault, error);
        }
        catch (InvalidDataException)
        {
            text.Clear();
            return Without(response, text, error);
        }
    }

    private static RawAnswer Without(HttpResponseMessage response, PooledBuffer text, RawError? error)
    {
        text.Clear();
        response.Content.Headers.Remove(HeaderNames.ContentType);
        response.Content = new RewrittenContent(response.Content, text, following: null, rewriter: null, default);
        return new RawAnswer(response, error?.Fault, error);
    }

    private static bool CanBeInspected(HttpResponseMessage response) =>
        RawAnswer.HeaderOf(response, HeaderNames.ContentEncoding) is null or "identity"
        && RawAnswer.HeaderOf(response, HeaderNames.ContentType)?.Contains(
            "utf-16", StringComparison.OrdinalIgnoreCase) is not true;

    // Whatever ends the reading, the write is done.
    private static async Task<bool> TryReadAsync(
        HttpResponseMessage response, PooledBuffer text, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            while (await stream.ReadAsync(text.GetMemory(), cancellationToken) is > 0 and var read)
            {
                text.Advance(read);
                if (text.Length > RawFetch.Largest)
                    return false;
            }

            return true;
        }
        catch (Exception failure)
            when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private static void Reshape(HttpResponseMessage response, RawCall call, PooledBuffer text)
    {
        if (call.Shape is not { } shape || !RawAnswer.IsJson(RawAnswer.HeaderOf(response, HeaderNames.ContentType)))
            return;
        try
        {
            if (shape.Reshape(text.Written, call.Wish) is { } reshaped)
                text.Replace(reshaped.Span);
        }
        catch (JsonException)
        {
            // It goes on as it came.
        }
    }
}
