using Serilog;

namespace MusicAuth.Operations;

public static class OperationsModule
{
    public static WebApplicationBuilder AddOperations(this WebApplicationBuilder builder)
    {
        // First: the names of settings are judged before what stands in them.
        SettingProblems.Register(builder.Services);
        // The static logger stays untouched: several hosts may live in one process.
        builder.Services.AddSerilog(Logging.Configure, preserveStaticLogger: true);
        builder.Services.AddSingleton(_ => Logging.CreateConsole());
        builder.Services.AddOptions<HostOptions>().Configure<IConfiguration>(
            (host, configuration) => host.ShutdownTimeout = StopTimes.HostTimeout(configuration));
        builder.Services.AddSingleton(services => new OpenRequests(
            StopTimes.ExchangeOf(services.GetRequiredService<IConfiguration>()), TimeProvider.System,
            services.GetRequiredService<ILogger<OpenRequests>>()));
        builder.Services.AddSingleton<IStartupFilter, OpenRequestsFilter>();
        builder.Services.AddStartSequence();
        builder.Services.AddHostedService<DrainWindow>();
        builder.Services.AddSingleton<MetricCollector>();
        builder.AddOtlpExport();
        builder.Services.AddSingleton<Readiness>();
        var limit = TimeSpan.FromSeconds(5);
        builder.Services.AddHealthChecks()
            .AddCheck<NotStopping>("not_stopping")
            .AddCheck<DatabaseAnswers>("database", timeout: limit)
            .AddCheck<RingOpens>("key_ring", timeout: limit);
        return builder;
    }

    /// <summary>What answers before it is not logged; it comes before the handler of failures.</summary>
    public static WebApplication UseOperations(this WebApplication app)
    {
        app.Services.GetRequiredService<MetricCollector>().Start();
        app.UseMiddleware<RequestTrace>();
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
