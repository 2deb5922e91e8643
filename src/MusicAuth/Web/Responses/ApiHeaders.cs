using Microsoft.Net.Http.Headers;

namespace MusicAuth.Web.Responses;

/// <summary>
/// The headers that the API's documentation offers to clients. Pages of allowed origins can send and read exactly these
/// (case f09); a test compares both lists with the documentation and with what is sent.
/// </summary>
public static class ApiHeaders
{
    public const string Error = "MusicAuth-Error";
    public const string UpstreamError = "MusicAuth-Upstream-Error";
    public const string Detail = "MusicAuth-Detail";
    public const string ReauthorizeUrl = "MusicAuth-Reauthorize-Url";
    public const string Shape = "MusicAuth-Shape";

    /// <summary>Headers of a request that a client can send.</summary>
    public static readonly string[] RequestHeaders =
    [
        HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.Accept, HeaderNames.AcceptLanguage,
        HeaderNames.IfNoneMatch, HeaderNames.CacheControl, Shape,
    ];

    /// <summary>
    /// Headers of an answer that tell a client something; the others that it may read are on the browser's own list
    /// (Cache-Control, Content-Language, Content-Length, Content-Type, Expires, Last-Modified, Pragma).
    /// </summary>
    public static readonly string[] ResponseHeaders =
    [
        HeaderNames.RetryAfter, HeaderNames.ETag, HeaderNames.Age, HeaderNames.Warning, HeaderNames.WWWAuthenticate,
        HeaderNames.Allow, Error, UpstreamError, Detail, ReauthorizeUrl,
    ];
}
