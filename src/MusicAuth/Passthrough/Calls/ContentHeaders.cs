using Microsoft.Net.Http.Headers;

namespace MusicAuth.Passthrough.Calls;

/// <summary>Reads a response's content headers as the provider sent them, without parsing them.</summary>
internal static class ContentHeaders
{
    public static string? GetContentType(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues(HeaderNames.ContentType, out var values)
            ? values.ToString()
            : null;

    public static bool IsJson(HttpResponseMessage response)
    {
        var type = GetContentType(response).AsSpan();
        if (type.IndexOf(';') is >= 0 and var end)
            type = type[..end];
        type = type.Trim();
        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether the body can be text; a body without a type can be.</summary>
    public static bool CanBeText(HttpResponseMessage response) => GetContentType(response) is not { } type
        || !(type.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("video/", StringComparison.OrdinalIgnoreCase));
}
