using Microsoft.Net.Http.Headers;

namespace MusicAuth.Web.Responses;

/// <summary>Sets common headers when the response starts, because UseExceptionHandler clears earlier ones.</summary>
internal sealed class ResponseHeadersMiddleware(RequestDelegate next, PublicAddress address)
{
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; "
        + "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private const string PermissionsPolicy =
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), fullscreen=(), geolocation=(), gyroscope=(), "
        + "magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(SetAsync, context);
        return next(context);
    }

    private Task SetAsync(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        // The docs page and the passthrough set their own policy.
        headers.TryAdd(HeaderNames.ContentSecurityPolicy, ContentSecurityPolicy);
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (IsDocument(context.Response.ContentType)) SetForDocuments(headers);
        if (address.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
        CacheControlRules.Apply(context);
        return Task.CompletedTask;
    }

    // Browsers apply both headers only to documents (ASVS 3.4.8).
    private void SetForDocuments(IHeaderDictionary headers)
    {
        headers["Permissions-Policy"] = PermissionsPolicy;
        // On plain HTTP beyond loopback Chromium ignores the header and reports a console error.
        if (!address.IsPlainHttpBeyondLoopback) headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    private static bool IsDocument(string? type) =>
        type is not null && type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase);
}
