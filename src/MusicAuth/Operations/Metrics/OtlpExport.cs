using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace MusicAuth.Operations.Metrics;

/// <summary>Exports the metrics of <c>/metrics</c> to an OTLP collector, if one is configured.</summary>
internal static class OtlpExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Without the variable the runtime does not even load the libraries.</summary>
    public static void AddOtlpExport(this WebApplicationBuilder builder)
    {
        if (!string.IsNullOrWhiteSpace(builder.Configuration[Endpoint])) Add(builder.Services);
    }

    // OpenTelemetry's exporter reads its other variables (protocol, headers, interval) itself.
    private static void Add(IServiceCollection services) => services.AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService("musicauth").AddEnvironmentVariableDetector())
        .WithMetrics(metrics => metrics
            .AddMeter([.. MetricCatalog.Meters])
            .AddView(instrument => MetricCatalog.TagsOf(instrument) is { } tags
                ? new MetricStreamConfiguration { TagKeys = [.. tags] }
                : MetricStreamConfiguration.Drop)
            .AddOtlpExporter());
}
