using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace MusicAuth.Operations.Logging;

/// <summary>Configures the logs: their levels, and the framework messages that they must not contain.</summary>
internal static class SerilogSetup
{
    private const string Line = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{Cause:l}{NewLine}";
    private const string Levels = "Logging:LogLevel";

    // Below Warning these categories log queries, authorize URLs, headers, key XML or SQL parameters.
    private static readonly string[] Frameworks =
    [
        "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Microsoft.Extensions.Http", "System.Net.Http",
        "Npgsql", "Polly", "ZiggyCreatures",
    ];

    // An authentication handler logs with the name of the derived class, which is a class of MusicAuth.
    private const string AuthenticationHandler = "AuthenticationHandler";

    public static void Configure(IServiceProvider services, LoggerConfiguration logger)
    {
        logger.MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning);
        // Avoids the cost of messages that the filter below drops: YARP alone writes two for each call.
        foreach (var name in Frameworks) logger.MinimumLevel.Override(name, LogEventLevel.Warning);
        // This category turns on the framework's own trace, for every request.
        logger.MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off);
        // The health checks log each failure at every request; Readiness logs each change once.
        logger.MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LevelAlias.Off);
        ReadLevels(logger, services.GetRequiredService<IConfiguration>().GetSection(Levels));

        // A filter, because a longer category name in the configuration would override a level set here.
        logger.Filter.ByExcluding(IsFrameworkDetail)
            .Filter.ByExcluding(entry => entry.Exception is { } exception && StartupErrors.From(exception) is not null)
            .Enrich.FromLogContext()
            .Enrich.With<WithoutRequestPath>()
            // Every ILogEventSink of the container: the console below, and the sinks of tests.
            .ReadFrom.Services(services);
    }

    /// <summary>JSON for programs; for people one line an event, and a stack trace only with an error.</summary>
    public static ILogEventSink CreateConsole(IServiceProvider services) => services.GetService<NoConsoleLog>() is null
        ? CreateConsole(
            isTerminal: !Console.IsOutputRedirected && !ProcessEnvironment.IsContainer)
        : new LoggerConfiguration().CreateLogger();

    internal static ILogEventSink CreateConsole(bool isTerminal)
    {
        var console = new LoggerConfiguration().MinimumLevel.Verbose();
        return isTerminal
            ? console.Enrich.With<WithCause>()
                .WriteTo.Logger(errors => errors.Filter.ByIncludingOnly(HasStackTrace)
                    .WriteTo.Console(outputTemplate: Line + "{Exception}", formatProvider: null))
                .WriteTo.Logger(others => others.Filter.ByExcluding(HasStackTrace)
                    .WriteTo.Console(outputTemplate: Line, formatProvider: null))
                .CreateLogger()
            : console.WriteTo.Console(new RenderedCompactJsonFormatter()).CreateLogger();
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

    private static bool IsFrameworkDetail(LogEvent entry) =>
        entry.Level < LogEventLevel.Warning
        && entry.Properties.TryGetValue(Constants.SourceContextPropertyName, out var value)
        && value is ScalarValue { Value: string source }
        && (source.Contains(AuthenticationHandler, StringComparison.Ordinal)
            || Array.Exists(Frameworks, name => IsWithin(source, name)));

    private static bool IsWithin(string source, string name) =>
        source.StartsWith(name, StringComparison.Ordinal)
        && (source.Length == name.Length || source[name.Length] is '.' or '+' or '`');

    private static bool HasStackTrace(LogEvent entry) => entry.Level >= LogEventLevel.Error;

    // The exception of a warning, in the same line.
    private sealed class WithCause : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
        {
            if (logEvent.Exception is { } cause && !HasStackTrace(logEvent))
                logEvent.AddPropertyIfAbsent(new LogEventProperty(
                    "Cause", new ScalarValue($" ({cause.GetType().Name}: {cause.Message.ReplaceLineEndings(" ")})")));
        }
    }

    // The host adds the raw path to every entry of a request, and paths can contain secrets.
    private sealed class WithoutRequestPath : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory) =>
            logEvent.RemovePropertyIfPresent("RequestPath");
    }
}
