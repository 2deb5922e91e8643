using Microsoft.Net.Http.Headers;

namespace MusicAuth.Web.Responses;

/// <summary>
/// The documented headers of the API. Pages of allowed origins can send and read exactly these (case f09). A test
/// compares both lists with the documentation and the responses.
/// </summary>
internal static class ApiHeaders
{
    /// <summary>Distinguishes errors of the broker from errors of the provider behind the passthrough.</summary>
    public const string Error = "MusicAuth-Error";
    public const string UpstreamError = "MusicAuth-Upstream-Error";
    public const string Detail = "MusicAuth-Detail";
    public const string ReauthorizeUrl = "MusicAuth-Reauthorize-Url";
    public const string Shape = "MusicAuth-Shape";

    public static readonly string[] RequestHeaders =
    [
        HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.Accept, HeaderNames.AcceptLanguage,
        HeaderNames.IfNoneMatch, HeaderNames.CacheControl, Shape,
    ];

    /// <summary>The exposed headers; browsers expose Cache-Control, Content-Type and some others anyway.</summary>
    public static readonly string[] ResponseHeaders =
    [
        HeaderNames.RetryAfter, HeaderNames.ETag, HeaderNames.Age, HeaderNames.Warning, HeaderNames.WWWAuthenticate,
        HeaderNames.Allow, Error, UpstreamError, Detail, ReauthorizeUrl,
    ];
}
