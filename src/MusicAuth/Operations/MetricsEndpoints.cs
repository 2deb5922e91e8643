using Microsoft.AspNetCore.Http.HttpResults;
using MusicAuth.Access;

namespace MusicAuth.Operations;

/// <summary>For Prometheus and whatever reads its text.</summary>
internal static class MetricsEndpoints
{
    public static void MapMetrics(this IEndpointRouteBuilder app) =>
        app.MapGet("/metrics", Read)
            .WithTags("Metrics")
            .WithSummary("What the broker counts and measures, as Prometheus text")
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .RequireScope(Scopes.MetricsRead);

    private static ContentHttpResult Read(MetricCollector metrics) =>
        TypedResults.Text(metrics.Write(), PrometheusText.ContentType);
}
