using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace MusicAuth.Operations.Metrics;

/// <summary>Sends what <c>/metrics</c> tells to a collector, where one is named.</summary>
internal static class OtlpExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Without the variable not even the libraries are loaded.</summary>
    public static void AddOtlpExport(this WebApplicationBuilder builder)
    {
        if (!string.IsNullOrWhiteSpace(builder.Configuration[Endpoint])) Add(builder.Services);
    }

    // The further variables of OpenTelemetry's exporter (protocol, headers, interval) are its own to read.
    private static void Add(IServiceCollection services) => services.AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService("musicauth").AddEnvironmentVariableDetector())
        .WithMetrics(metrics => metrics
            .AddMeter([.. MetricCatalog.Meters])
            .AddView(instrument => MetricCatalog.TagsOf(instrument) is { } tags
                ? new MetricStreamConfiguration { TagKeys = [.. tags] }
                : MetricStreamConfiguration.Drop)
            .AddOtlpExporter());
}
