namespace MusicAuth.Web.Requests;

/// <summary>
/// HEAD works wherever GET does (RFC 9110, section 9.3.2; case f10): a route that has no HEAD of its own serves it as a
/// GET. The server leaves the body out, since it goes by the request as it came.
/// </summary>
internal static class HeadRequests
{
    /// <summary>
    /// In place of UseRouting. A branch would have routes of its own, so routing comes twice; it passes over a request
    /// that has its endpoint. Routes that a HEAD must not run have a HEAD of their own.
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

    // The endpoint that says "405" for the HEAD goes; what the GET finds takes its place.
    private static Task RouteAsGetAsync(HttpContext context, RequestDelegate next)
    {
        context.Request.Method = HttpMethods.Get;
        context.SetEndpoint(null);
        return next(context);
    }
}
