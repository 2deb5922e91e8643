using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Operations.Metrics;

/// <summary>Exports the metrics to Prometheus.</summary>
internal static class MetricsEndpoints
{
    public static void MapMetrics(this IEndpointRouteBuilder app) =>
        app.MapGet("/metrics", Read)
            .WithTags("Metrics")
            .WithSummary("The broker's metrics as Prometheus text")
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .RequireScope(AccessScopes.MetricsRead);

    private static ContentHttpResult Read(MetricCollector metrics) =>
        TypedResults.Text(metrics.Write(), PrometheusText.ContentType);
}
