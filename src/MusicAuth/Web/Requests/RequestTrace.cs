using System.Diagnostics;

namespace MusicAuth.Web.Requests;

/// <summary>
/// The W3C trace of a request, which its log lines and its problem share. It starts when something needs it: the fast
/// path needs none, and the framework would start one for every request.
/// </summary>
internal static class RequestTrace
{
    private const string Name = "MusicAuth.Request";

    /// <summary>Makes the trace current for the caller of this method and what it calls.</summary>
    public static void Start(HttpContext context)
    {
        if (Activity.Current is not null)
            return;
        if (context.Features.Get<Activity>() is not { } trace)
        {
#pragma warning disable CA2000 // Nothing listens for its end; the collector frees it with the request.
            trace = new Activity(Name);
#pragma warning restore CA2000
            if (ActivityContext.TryParse(context.Request.Headers.TraceParent, null, out var parent))
                trace.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
            trace.Start();
            context.Features.Set(trace);
        }

        Activity.Current = trace;
    }
}
