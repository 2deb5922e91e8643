using System.Collections.Frozen;
using Microsoft.AspNetCore.Diagnostics;
using Serilog;
using Serilog.Events;

namespace MusicAuth.Operations.Logging;

/// <summary>One line per request.</summary>
internal static class RequestLogging
{
    private const string Template = "{Method} {Route} {StatusCode} in {ElapsedMs} ms";
    private const string Unknown = "(other)";

    private static readonly FrozenSet<string> Methods = FrozenSet.Create(
        StringComparer.Ordinal, "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /// <summary>Must be the outermost middleware, to see the final status code.</summary>
    public static void UseRequestLog(this WebApplication app) => app.UseSerilogRequestLogging(options =>
    {
        options.Logger = app.Services.GetRequiredService<Serilog.ILogger>();
        options.MessageTemplate = Template;
        options.GetLevel = Level;
        // Serilog's default adds the raw path.
        options.GetMessageTemplateProperties = Properties;
        options.EnrichDiagnosticContext = Add;
    });

    private static IEnumerable<LogEventProperty> Properties(
        HttpContext context, string rawPath, double elapsed, int status) =>
    [
        new("Method", new ScalarValue(Methods.TryGetValue(context.Request.Method, out var method) ? method : Unknown)),
        new("Route", new ScalarValue(Route(context))),
        new("StatusCode", new ScalarValue(status)),
        new("ElapsedMs", new ScalarValue(Math.Round(elapsed, 1))),
    ];

    // After an exception only the feature still contains the endpoint.
    private static string Route(HttpContext context)
    {
        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        return (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";
    }

    private static void Add(IDiagnosticContext log, HttpContext context)
    {
        // The line belongs to the trace of the request, which starts further in.
        RequestTrace.Start(context);
        if (context.Features.Get<Caller>() is { } caller)
        {
            log.Set("UserId", caller.UserId);
            if (caller.Key is { } key) log.Set("KeyId", key.Id);
        }

        if (ProviderOf(context) is { } provider) log.Set("Provider", provider);
        if (context.Items.TryGetValue(ProblemWriter.CodeItem, out var code) && code is not null) log.Set("Code", code);
    }

    // Only names of existing providers: a caller can put any text into the query.
    private static string? ProviderOf(HttpContext context)
    {
        var route = context.Features.Get<IExceptionHandlerFeature>()?.RouteValues ?? context.Request.RouteValues;
        var named = route.GetValueOrDefault("provider") as string ?? context.Request.Query["provider"].ToString();
        return context.RequestServices.GetServices<ProviderRegistration>()
            .FirstOrDefault(provider => provider.Name == named)?.Name;
    }

    private static LogEventLevel Level(HttpContext context, double elapsed, Exception? exception) =>
        exception is not null || context.Response.StatusCode == 500 ? LogEventLevel.Error
        : context.Response.StatusCode > 500 ? LogEventLevel.Warning
        : context.Features.Get<RoutineRequest>() is not null ? LogEventLevel.Debug
        : context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) ? LogEventLevel.Debug
        : LogEventLevel.Information;
}
