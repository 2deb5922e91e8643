namespace MusicAuth.Operations.Logging;

/// <summary>Starts the W3C trace of a request that neither memory nor the passthrough's fast path has answered.</summary>
internal sealed class RequestTraceMiddleware(RequestDelegate next)
{
    /// <summary>The log category whose level turns on the framework's own trace, which every request would pay for.</summary>
    public const string FrameworkCategory = "Microsoft.AspNetCore.Hosting.Diagnostics";

    public Task InvokeAsync(HttpContext context)
    {
        RequestTrace.Start(context);
        return next(context);
    }
}
