using Microsoft.Net.Http.Headers;

namespace MusicAuth.Web.Requests;

/// <summary>
/// Serves HEAD wherever GET exists (RFC 9110, section 9.3.2; case f10). The server omits the body, because it still
/// knows the original method.
/// </summary>
internal static class HeadRequests
{
    /// <summary>
    /// Replaces UseRouting. The second routing runs only for requests without an endpoint. Routes that must not run for
    /// HEAD map their own HEAD endpoint.
    /// </summary>
    public static void UseRoutingWithHead(this WebApplication app)
    {
        app.UseRouting();
        app.Use(static (context, next) =>
            HttpMethods.IsHead(context.Request.Method) && context.GetEndpoint() is not RouteEndpoint
                ? RouteAsGetAsync(context, next)
                : next(context));
        app.UseRouting();
    }

    /// <summary>Adds HEAD to the methods in Allow where GET is one of them (RFC 9110, section 10.2.1).</summary>
    public static void AddToAllowedMethods(HttpResponse response)
    {
        var methods = response.Headers.GetCommaSeparatedValues(HeaderNames.Allow);
        if (Array.IndexOf(methods, HttpMethods.Get) >= 0 && Array.IndexOf(methods, HttpMethods.Head) < 0)
            response.Headers.Allow = string.Join(", ", methods.Append(HttpMethods.Head));
    }

    // Removes the 405 endpoint, so that the second routing finds the GET endpoint.
    private static Task RouteAsGetAsync(HttpContext context, RequestDelegate next)
    {
        context.Request.Method = HttpMethods.Get;
        context.SetEndpoint(null);
        return next(context);
    }
}
