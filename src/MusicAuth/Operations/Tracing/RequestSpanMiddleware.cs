using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace MusicAuth.Operations.Tracing;

/// <summary>
/// Describes the span of a request by method, route and status. The framework could do it too, but only together with
/// the path of the request.
/// </summary>
internal sealed class RequestSpanMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        finally
        {
            if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span)
                Describe(span, context);
        }
    }

    private static void Describe(Activity span, HttpContext context)
    {
        var (method, status) = (context.Request.Method, context.Response.StatusCode);
        if (RequestLogMiddleware.RouteOf(context) is not { } route) return;
        // A route exists for known methods only, so the method is no text of the caller.
        span.DisplayName = $"{method} {route}";
        span.SetTag("http.request.method", method);
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError) span.SetStatus(ActivityStatusCode.Error);
    }
}
