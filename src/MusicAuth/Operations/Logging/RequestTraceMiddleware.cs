using System.Diagnostics;

namespace MusicAuth.Operations.Logging;

/// <summary>
/// Gives a request the trace that the log's lines and the answer to a mistake of ours share (W3C Trace Context).
/// </summary>
/// <remarks>
/// The framework's own comes with a scope for the log, before anything else: for answers out of memory too, of which
/// the log says nothing.
/// </remarks>
internal sealed class RequestTraceMiddleware(RequestDelegate next)
{
    public const string FrameworkCategory = "Microsoft.AspNetCore.Hosting.Diagnostics";

    private const string Name = "MusicAuth.Request";

    public Task InvokeAsync(HttpContext context)
    {
        if (Activity.Current is null)
        {
#pragma warning disable CA2000 // Not stopped: nobody asks how long it took, and the server forgets it with the request.
            var trace = new Activity(Name);
#pragma warning restore CA2000
            if (ActivityContext.TryParse(context.Request.Headers.TraceParent, null, out var parent))
                trace.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
            trace.Start();
        }

        return next(context);
    }
}
