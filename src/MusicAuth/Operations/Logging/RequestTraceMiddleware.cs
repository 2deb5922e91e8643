using System.Diagnostics;

namespace MusicAuth.Operations.Logging;

/// <summary>
/// Gives a request the trace id that its log lines and its problem details share (W3C Trace Context). The framework's
/// own diagnostics also create a log scope for every request, even for responses from memory that log nothing.
/// </summary>
internal sealed class RequestTraceMiddleware(RequestDelegate next)
{
    public const string FrameworkCategory = "Microsoft.AspNetCore.Hosting.Diagnostics";

    private const string Name = "MusicAuth.Request";

    public Task InvokeAsync(HttpContext context)
    {
        if (Activity.Current is null)
        {
#pragma warning disable CA2000 // Never stopped: nothing reads its duration, and it ends with the request.
            var trace = new Activity(Name);
#pragma warning restore CA2000
            if (ActivityContext.TryParse(context.Request.Headers.TraceParent, null, out var parent))
                trace.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
            trace.Start();
        }

        return next(context);
    }
}
