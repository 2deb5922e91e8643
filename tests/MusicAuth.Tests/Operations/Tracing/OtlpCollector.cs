using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MusicAuth.Tests.Operations.Tracing;

/// <summary>An OpenTelemetry collector that stores the received bodies as Latin-1.</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _traces = new();
    private readonly ConcurrentQueue<byte[]> _metrics = new();
    private readonly WebApplication _app;

    private OtlpCollector()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(ReceiveAsync);
    }

    public IReadOnlyCollection<string> Traces => _traces;

    /// <summary>The bodies with metrics, each an <c>ExportMetricsServiceRequest</c>.</summary>
    public IReadOnlyCollection<byte[]> Metrics => _metrics;

    public string AllTraces => string.Concat(_traces);

    public IReadOnlyList<OtlpSpan> Spans =>
        [.. _traces.SelectMany(request => OtlpSpan.ReadAll(Encoding.Latin1.GetBytes(request)))];

    /// <summary>The settings with which a broker exports to this collector at once.</summary>
    public Dictionary<string, string?> Settings => new(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
    };

    private string Address => _app.Services.GetRequiredService<IServer>().Features
        .Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<OtlpCollector> StartAsync()
    {
        var collector = new OtlpCollector();
        await collector._app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (context.Request.Path == "/v1/metrics") _metrics.Enqueue(body.ToArray());
        if (context.Request.Path == "/v1/traces") _traces.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }
}
