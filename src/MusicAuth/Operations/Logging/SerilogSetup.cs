using Microsoft.AspNetCore.Authentication;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace MusicAuth.Operations.Logging;

/// <summary>What is logged, from where, and what never is.</summary>
internal static class SerilogSetup
{
    private const string Text = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}";
    private const string Levels = "Logging:LogLevel";

    // Below Warning these write queries, authorize URLs, headers, key XML or SQL parameters.
    private static readonly string[] Frameworks =
    [
        "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Microsoft.Extensions.Http", "System.Net.Http",
        "Npgsql", "Polly", "ZiggyCreatures",
    ];

    // Authentication handlers log under the name of the class derived from them: ours.
    private static readonly string[] Talkative =
    [
        .. Frameworks,
        .. typeof(SerilogSetup).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IAuthenticationHandler)))
            .Select(type => type.FullName!),
    ];

    public static void Configure(IServiceProvider services, LoggerConfiguration logger)
    {
        logger.MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information);
        // What is filtered below must not be made first: YARP alone tells two lines of every call.
        foreach (var name in Frameworks) logger.MinimumLevel.Override(name, LogEventLevel.Warning);
        logger.MinimumLevel.Override(RequestTraceMiddleware.FrameworkCategory, LevelAlias.Off);
        // It says the same at every question; Readiness says it once.
        logger.MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LevelAlias.Off);
        ReadLevels(logger, services.GetRequiredService<IConfiguration>().GetSection(Levels));

        // A filter and not an override: a longer name in the configuration would win against an override.
        logger.Filter.ByExcluding(IsTalkative)
            .Filter.ByExcluding(entry => entry.Exception is { } exception && StartupError.From(exception) is not null)
            .Enrich.FromLogContext()
            .Enrich.With<WithoutRequestPath>()
            // Every ILogEventSink of the container: the console below, and what tests listen with.
            .ReadFrom.Services(services);
    }

    /// <summary>Text for people at a terminal, JSON lines for whatever collects them.</summary>
    public static ILogEventSink CreateConsole()
    {
        var console = new LoggerConfiguration().MinimumLevel.Verbose();
        return Console.IsOutputRedirected || Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") == "true"
            ? console.WriteTo.Console(new RenderedCompactJsonFormatter()).CreateLogger()
            : console.WriteTo.Console(outputTemplate: Text, formatProvider: null).CreateLogger();
    }

    private static void ReadLevels(LoggerConfiguration logger, IConfigurationSection section)
    {
        foreach (var level in section.GetChildren())
        {
            if (!Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out var value)) continue;
            if (level.Key.Equals("Default", StringComparison.OrdinalIgnoreCase)) logger.MinimumLevel.Is(Level(value));
            else logger.MinimumLevel.Override(level.Key, Level(value));
        }
    }

    private static LogEventLevel Level(LogLevel level) =>
        level == LogLevel.None ? LevelAlias.Off : (LogEventLevel)(int)level;

    private static bool IsTalkative(LogEvent entry) =>
        entry.Level < LogEventLevel.Warning
        && entry.Properties.TryGetValue(Constants.SourceContextPropertyName, out var value)
        && value is ScalarValue { Value: string source }
        && Array.Exists(Talkative, name => IsWithin(source, name));

    private static bool IsWithin(string source, string name) =>
        source.StartsWith(name, StringComparison.Ordinal)
        && (source.Length == name.Length || source[name.Length] is '.' or '+' or '`');

    // Hosting puts the raw path on every entry of a request, and paths may hold what only their reader should know.
    private sealed class WithoutRequestPath : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory) =>
            logEvent.RemovePropertyIfPresent("RequestPath");
    }
}
