using Serilog;

namespace MusicAuth.Operations;

public static class OperationsModule
{
    public static WebApplicationBuilder AddOperations(this WebApplicationBuilder builder)
    {
        // First: the names of settings are judged before what stands in them.
        SettingErrors.Register(builder.Services);
        // The static logger stays untouched: several hosts may live in one process.
        builder.Services.AddSerilog(SerilogSetup.Configure, preserveStaticLogger: true);
        builder.Services.AddSingleton(_ => SerilogSetup.CreateConsole());
        builder.Services.AddOptions<HostOptions>().Configure<IConfiguration>(
            (host, configuration) => host.ShutdownTimeout = ShutdownTimeouts.HostTimeout(configuration));
        builder.Services.AddSingleton(services => new OpenRequests(
            ShutdownTimeouts.ExchangeTimeout(services.GetRequiredService<IConfiguration>()), TimeProvider.System,
            services.GetRequiredService<ILogger<OpenRequests>>()));
        builder.Services.AddSingleton<IStartupFilter, OpenRequestsFilter>();
        builder.Services.AddStartup();
        builder.Services.AddHostedService<ShutdownDelay>();
        builder.Services.AddSingleton<MetricCollector>();
        builder.AddOtlpExport();
        builder.Services.AddSingleton<Readiness>();
        var limit = TimeSpan.FromSeconds(5);
        builder.Services.AddHealthChecks()
            .AddCheck<ShutdownHealthCheck>("not_stopping")
            .AddCheck<DatabaseHealthCheck>("database", timeout: limit)
            .AddCheck<KeyRingHealthCheck>("key_ring", timeout: limit);
        return builder;
    }

    /// <summary>What answers before it is not logged; it comes before the handler of failures.</summary>
    public static WebApplication UseOperations(this WebApplication app)
    {
        app.Services.GetRequiredService<MetricCollector>().Start();
        app.UseMiddleware<RequestTraceMiddleware>();
        app.UseRequestLog();
        return app;
    }

    public static WebApplication MapOperations(this WebApplication app)
    {
        app.MapHealth();
        app.MapMetrics();
        return app;
    }
}
