using System.Diagnostics;
using OpenTelemetry;

namespace MusicAuth.Operations.Tracing;

/// <summary>Removes the attributes that the catalogue does not list, before the exporter gets a span.</summary>
internal sealed class SpanFilter : BaseProcessor<Activity>
{
    // A request without a route is a file of the page or a guess of a stranger. Probes and scrapes would fill the
    // traces.
    private static readonly string[] RoutineRoutes = ["/health", "/metrics"];

    public override void OnEnd(Activity data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Source.Name == SpanCatalog.Server && !IsExported(data.GetTagItem("http.route") as string))
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        foreach (var tag in data.TagObjects.Select(tag => tag.Key).Where(IsPrivate).ToArray()) data.SetTag(tag, null);
    }

    private static bool IsExported(string? route) => route is not null
        && !Array.Exists(RoutineRoutes, routine => route.StartsWith(routine, StringComparison.Ordinal));

    private static bool IsPrivate(string tag) => !SpanCatalog.Tags.Contains(tag);
}
