using System.Collections.Frozen;
using System.Net.Http.Headers;
using System.Text;
using HeaderNames = Microsoft.Net.Http.Headers.HeaderNames;

namespace MusicAuth.Passthrough.Requests;

/// <summary>Which headers pass: by allowlist both ways, for what is not known is not safe (SECURITY T17).</summary>
internal static class HeaderAllowlist
{
    public const string UpstreamError = ApiHeaders.UpstreamError;
    public const string ReauthorizeUrl = ApiHeaders.ReauthorizeUrl;
    public const string Detail = ApiHeaders.Detail;
    public const string Shape = ApiHeaders.Shape;

    /// <summary>An API's bytes are never a page, wherever a browser meets them (T10).</summary>
    public const string ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";

    private static readonly string[] ToProvider =
        [HeaderNames.Accept, HeaderNames.AcceptLanguage, HeaderNames.IfNoneMatch];

    private static readonly string[] OfCaller = [.. ToProvider, HeaderNames.ContentType];

    private static readonly FrozenSet<string> ToCaller = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        HeaderNames.ContentType, HeaderNames.ContentLanguage, HeaderNames.ETag, HeaderNames.LastModified,
        HeaderNames.RetryAfter, UpstreamError, Detail, ReauthorizeUrl);

    /// <summary>No HTTP client sends anything else, and its refusal would look like the provider's.</summary>
    /// <exception cref="ProblemException">invalid_parameter.</exception>
    public static void RequireAscii(HttpRequest request)
    {
        foreach (var name in OfCaller)
        {
            if (request.Headers.TryGetValue(name, out var values) && !Ascii.IsValid(values.ToString()))
                throw new ProblemException(
                    ProblemCode.InvalidParameter, $"The header {name} can contain only ASCII characters.");
        }
    }

    public static void CopyTo(HttpRequestMessage request, HttpRequest from)
    {
        foreach (var name in ToProvider)
        {
            if (from.Headers.TryGetValue(name, out var values))
                request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        request.Headers.TryAddWithoutValidation(HeaderNames.AcceptEncoding, "identity");
    }

    /// <summary>For an answer that several may get: of the caller only the language, which the key holds.</summary>
    public static void AddJsonRequestHeaders(HttpRequestMessage request, string language)
    {
        request.Headers.TryAddWithoutValidation(HeaderNames.Accept, "application/json");
        request.Headers.TryAddWithoutValidation(HeaderNames.AcceptEncoding, "identity");
        if (language.Length > 0)
            request.Headers.TryAddWithoutValidation(HeaderNames.AcceptLanguage, language);
    }

    public static void CopyTo(HttpResponse response, HttpResponseMessage from)
    {
        foreach (var (name, value) in SelectForCaller(from))
            response.Headers[name] = value;
        PreventRendering(response);
        response.ContentLength = AllowsBody(response.StatusCode) ? Rewritten(from).Length : null;
    }

    /// <summary>What of an answer's headers is the caller's to see.</summary>
    public static List<KeyValuePair<string, string>> SelectForCaller(HttpResponseMessage response)
    {
        var kept = new List<KeyValuePair<string, string>>(4);
        Keep(response.Headers.NonValidated, kept);
        Keep(Rewritten(response).OriginalHeaders.NonValidated, kept);
        return kept;
    }

    /// <summary>Whether an answer of this status has one (RFC 9110, section 6.4.1).</summary>
    public static bool AllowsBody(int status) =>
        status is not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent
            or StatusCodes.Status304NotModified);

    public static void PreventRendering(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.ContentType = ToSafeContentType(response.ContentType);
    }

    /// <summary>The type, or plain text for what a browser would make a page of.</summary>
    public static string? ToSafeContentType(string? type) => IsPage(type) ? "text/plain; charset=utf-8" : type;

    // Nothing else leaves the exchange.
    private static RewrittenContent Rewritten(HttpResponseMessage response) => (RewrittenContent)response.Content;

    private static bool IsPage(string? type) =>
        type is not (null or "application/json" or "application/json; charset=utf-8")
        && (type.Contains("html", StringComparison.OrdinalIgnoreCase)
            || type.Contains("xml", StringComparison.OrdinalIgnoreCase)
            || type.Contains("svg", StringComparison.OrdinalIgnoreCase));

    private static void Keep(HttpHeadersNonValidated headers, List<KeyValuePair<string, string>> kept)
    {
        foreach (var (name, value) in headers)
        {
            if (ToCaller.Contains(name))
                kept.Add(KeyValuePair.Create(name, value.ToString()));
        }
    }
}
