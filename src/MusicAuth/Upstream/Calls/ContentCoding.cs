using Microsoft.Net.Http.Headers;

namespace MusicAuth.Upstream.Calls;

/// <summary>The content coding of a response (RFC 9110, section 8.4).</summary>
internal static class ContentCoding
{
    /// <summary>Whether the body has another coding than <c>identity</c>, which means none.</summary>
    public static bool IsCompressed(HttpContent content) =>
        content.Headers.NonValidated.TryGetValues(HeaderNames.ContentEncoding, out var values)
        && values.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Any(coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase));
}
