using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MusicAuth.Operations.Metrics;

/// <summary>Exports the metrics of <c>/metrics</c> and traces to an OTLP collector, if one is configured.</summary>
internal static class OtlpExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Without the variable the runtime does not even load the libraries.</summary>
    public static void AddOtlpExport(this WebApplicationBuilder builder)
    {
        if (!string.IsNullOrWhiteSpace(builder.Configuration[Endpoint])) Add(builder.Services, builder.Configuration);
    }

    // OpenTelemetry reads its other variables (protocol, headers, interval, sampler) itself.
    private static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var export = services.AddOpenTelemetry().ConfigureResource(
            resource => resource.AddService("musicauth").AddEnvironmentVariableDetector());
        if (IsOn(configuration, "OTEL_METRICS_EXPORTER")) AddMetrics(export);
        if (!IsOn(configuration, "OTEL_TRACES_EXPORTER")) return;
        services.AddSingleton<TraceExport>();
        AddTraces(export);
    }

    private static void AddMetrics(IOpenTelemetryBuilder export) => export.WithMetrics(metrics => metrics
        .AddMeter([.. MetricCatalog.Meters])
        .AddView(instrument => MetricCatalog.TagsOf(instrument) is { } tags
            ? new MetricStreamConfiguration { TagKeys = [.. tags] }
            : MetricStreamConfiguration.Drop)
        .AddOtlpExporter());

    private static void AddTraces(IOpenTelemetryBuilder export) => export.WithTracing(traces => traces
        .AddSource([.. SpanCatalog.Sources])
        // Before the exporter.
        .AddProcessor(new SpanFilter())
        .AddOtlpExporter());

    private static bool IsOn(IConfiguration configuration, string variable) =>
        !string.Equals(configuration[variable], "none", StringComparison.OrdinalIgnoreCase);
}
