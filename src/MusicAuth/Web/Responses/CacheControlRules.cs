using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace MusicAuth.Web.Responses;

/// <summary>Responses are not stored by default, and shared caches never store data of a caller.</summary>
internal static class CacheControlRules
{
    public const string NoStore = "private, no-store";
    public const string Revalidate = "private, no-cache";

    public static void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (context.Response.StatusCode >= 400)
        {
            // UseExceptionHandler sets these headers.
            headers.Remove(HeaderNames.Pragma);
            headers.Remove(HeaderNames.Expires);
            headers.CacheControl = NoStore;
        }
        else if (headers.CacheControl.Count == 0 || (IsPrivate(context) && !HasPrivateDirective(headers)))
        {
            headers.CacheControl = headers.ETag.Count > 0 ? Revalidate : NoStore;
        }
    }

    private static bool IsPrivate(HttpContext context) =>
        context.Response.Headers.SetCookie.Count > 0
        || context.Features.Get<IEndpointFeature>()?.Endpoint?.Metadata.GetMetadata<RequiredScope>() is not null;

    private static bool HasPrivateDirective(IHeaderDictionary headers) =>
        headers.CacheControl.ToString().Contains("private", StringComparison.OrdinalIgnoreCase);
}
