using Serilog;

namespace MusicAuth.Operations;

internal static class OperationsModule
{
    public static WebApplicationBuilder AddOperations(this WebApplicationBuilder builder)
    {
        // First, so that errors in the names of settings precede errors in their values.
        SettingErrors.Register(builder.Services);
        // Serilog's static logger stays unchanged, because tests run several hosts in one process.
        builder.Services.AddSerilog(SerilogSetup.Configure, preserveStaticLogger: true);
        builder.Services.AddSingleton(services => SerilogSetup.CreateConsole(services));
        builder.Services.AddOptions<HostOptions>().Configure<IConfiguration>(
            (host, configuration) => host.ShutdownTimeout = ShutdownTimeouts.HostTimeout(configuration));
        builder.Services.AddSingleton(services => new OpenRequests(
            ShutdownTimeouts.ExchangeTimeout(services.GetRequiredService<IConfiguration>()), TimeProvider.System,
            services.GetRequiredService<ILogger<OpenRequests>>()));
        builder.Services.AddStartup().AddDoctor().AddUpdates();
        builder.Services.AddSingleton<ObservedProxyFile>().AddSingleton<ProxyObserver>();
        builder.Services.AddHostedService<ShutdownDelay>();
        builder.Services.AddHostedService<IdleMemoryRelease>();
        builder.Services.AddHostedService<MasterKeyUsageCheck>();
        builder.Services.AddHostedService<FirstMeasurements>();
        builder.Services.AddSingleton<MetricCollector>();
        builder.AddOtlpExport();
        builder.Services.AddSingleton<Readiness>().AddJson(HealthJson.Default);
        var limit = TimeSpan.FromSeconds(5);
        builder.Services.AddHealthChecks()
            .AddCheck<ShutdownHealthCheck>("not_stopping")
            .AddCheck<DatabaseHealthCheck>("database", timeout: limit)
            .AddCheck<KeyRingHealthCheck>("key_ring", timeout: limit);
        return builder;
    }

    /// <summary>Comes first, so that the shutdown knows every open request.</summary>
    public static void UseOpenRequests(this WebApplication app)
    {
        var open = app.Services.GetRequiredService<OpenRequests>();
        app.Use(next => context => open.TrackAsync(context, next));
    }

    /// <summary>Comes after the trusted proxies.</summary>
    public static void UseProxyObserver(this WebApplication app)
    {
        var observer = app.Services.GetRequiredService<ProxyObserver>();
        app.Use(next => context =>
        {
            observer.Observe(context.Request.Headers, context.Connection.RemoteIpAddress);
            return next(context);
        });
    }

    /// <summary>Comes before everything that can decide the status code of a response.</summary>
    public static void UseRequestLog(this WebApplication app)
    {
        if (app.Services.GetService<TraceExport>() is not null) app.UseMiddleware<RequestSpanMiddleware>();
        app.UseMiddleware<RequestLogMiddleware>();
    }

    /// <summary>Comes after the fast path, which needs no trace.</summary>
    public static void UseRequestTrace(this WebApplication app) => app.Use(next => context =>
    {
        RequestTrace.Start(context);
        return next(context);
    });

    public static void MapOperations(this WebApplication app)
    {
        app.Services.GetRequiredService<MetricCollector>().Start();
        app.MapHealth();
        app.MapMetrics();
    }
}
