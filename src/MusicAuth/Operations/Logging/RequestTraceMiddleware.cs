namespace MusicAuth.Operations.Logging;

/// <summary>Starts the W3C trace of a request that the fast path has not served.</summary>
internal sealed class RequestTraceMiddleware(RequestDelegate next)
{
    /// <summary>The log category that turns on the framework's own trace, for every request.</summary>
    public const string FrameworkCategory = "Microsoft.AspNetCore.Hosting.Diagnostics";

    public Task InvokeAsync(HttpContext context)
    {
        RequestTrace.Start(context);
        return next(context);
    }
}
