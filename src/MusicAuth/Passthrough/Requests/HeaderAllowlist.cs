using System.Net.Http.Headers;
using System.Text;
using HeaderNames = Microsoft.Net.Http.Headers.HeaderNames;

namespace MusicAuth.Passthrough.Requests;

/// <summary>The headers that are forwarded in each direction; all others are dropped (docs/security.md T17).</summary>
internal static class HeaderAllowlist
{
    // A browser must never render a response of the API as a page (docs/security.md T10).
    public const string ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";

    private static readonly string[] ToProvider =
        [HeaderNames.Accept, HeaderNames.AcceptLanguage, HeaderNames.IfNoneMatch];

    private static readonly string[] FromCaller = [.. ToProvider, HeaderNames.ContentType];

    private static readonly HashSet<string> ToCaller = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.ContentType, HeaderNames.ContentLanguage, HeaderNames.ETag, HeaderNames.LastModified,
        HeaderNames.RetryAfter, ApiHeaders.UpstreamError, ApiHeaders.Detail, ApiHeaders.ReauthorizeUrl,
    };

    // HttpClient refuses other characters, and that refusal would count as the provider's failure.
    public static void RequireAscii(HttpRequest request)
    {
        foreach (var name in FromCaller)
        {
            if (request.Headers.TryGetValue(name, out var values) && !Ascii.IsValid(values.ToString()))
                throw new ProblemException(
                    ProblemCode.InvalidParameter, $"The header {name} can contain only ASCII characters.");
        }
    }

    public static void CopyToProvider(HttpRequest from, HttpRequestMessage to)
    {
        foreach (var name in ToProvider)
        {
            if (from.Headers.TryGetValue(name, out var values))
                to.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        to.Headers.TryAddWithoutValidation(HeaderNames.AcceptEncoding, "identity");
    }

    /// <summary>Like <see cref="CopyToProvider"/>, for a part of a response.</summary>
    public static void CopyToProviderForPart(HttpRequest from, HttpRequestMessage to)
    {
        CopyToProvider(from, to);
        // A 304 for one part says nothing about the whole.
        to.Headers.IfNoneMatch.Clear();
    }

    /// <summary>Like <see cref="CopyToProvider"/>, for a response that MusicAuth maps.</summary>
    public static void CopyToProviderForMapped(HttpRequest from, HttpRequestMessage to)
    {
        CopyToProvider(from, to);
        to.Headers.IfNoneMatch.Clear();
        if (MappedETag.ToProvider(from.Headers.IfNoneMatch) is { Length: > 0 } tags)
            to.Headers.TryAddWithoutValidation(HeaderNames.IfNoneMatch, tags);
    }

    /// <summary>Sets the headers for a response that several callers share; the cache key has the language.</summary>
    public static void SetForCache(HttpRequestMessage request, string language)
    {
        request.Headers.TryAddWithoutValidation(HeaderNames.Accept, "application/json");
        request.Headers.TryAddWithoutValidation(HeaderNames.AcceptEncoding, "identity");
        if (language.Length > 0)
            request.Headers.TryAddWithoutValidation(HeaderNames.AcceptLanguage, language);
    }

    public static List<KeyValuePair<string, string>> SelectForCaller(HttpResponseMessage response)
    {
        var selected = new List<KeyValuePair<string, string>>(4);
        Select(response.Headers.NonValidated, selected);
        // Every response leaves ProviderCallHandler with rewritten content.
        Select(((RewrittenContent)response.Content).OriginalHeaders.NonValidated, selected);
        return selected;
    }

    /// <summary>Whether a header of one part also holds for a response that is joined from several.</summary>
    public static bool HoldsForJoined(KeyValuePair<string, string> header) =>
        !header.Key.Equals(HeaderNames.ETag, StringComparison.OrdinalIgnoreCase)
        && !header.Key.Equals(HeaderNames.LastModified, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a response with this status can have a body (RFC 9110, section 6.4.1).</summary>
    public static bool AllowsBody(int status) =>
        status is not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent
            or StatusCodes.Status304NotModified);

    public static void PreventRendering(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.ContentType = ToSafeContentType(response.ContentType);
    }

    /// <summary>Plain text in place of a type that a browser would render as a page.</summary>
    public static string? ToSafeContentType(string? type) => IsPage(type) ? "text/plain; charset=utf-8" : type;

    private static bool IsPage(string? type) =>
        type is not (null or "application/json" or "application/json; charset=utf-8")
        && (type.Contains("html", StringComparison.OrdinalIgnoreCase)
            || type.Contains("xml", StringComparison.OrdinalIgnoreCase)
            || type.Contains("svg", StringComparison.OrdinalIgnoreCase));

    private static void Select(HttpHeadersNonValidated headers, List<KeyValuePair<string, string>> selected)
    {
        foreach (var (name, value) in headers)
        {
            if (ToCaller.Contains(name))
                selected.Add(KeyValuePair.Create(name, value.ToString()));
        }
    }
}
