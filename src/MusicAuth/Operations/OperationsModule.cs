using Serilog;

namespace MusicAuth.Operations;

public static class OperationsModule
{
    public static WebApplicationBuilder AddOperations(this WebApplicationBuilder builder)
    {
        // First, so that errors in the names of settings precede errors in their values.
        SettingErrors.Register(builder.Services);
        // Serilog's static logger stays unchanged, because tests run several hosts in one process.
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

    /// <summary>Must come before the exception handler, so that the log contains failed requests too.</summary>
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
