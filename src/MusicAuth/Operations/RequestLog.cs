using System.Collections.Frozen;
using Microsoft.AspNetCore.Diagnostics;
using MusicAuth.Web;
using Serilog;
using Serilog.Events;

namespace MusicAuth.Operations;

/// <summary>
/// One line per request. Slices add the user by <c>context.Items["UserId"]</c> and the provider by
/// <c>context.Items["Provider"]</c>, or by Serilog's IDiagnosticContext under the same names.
/// </summary>
internal static class RequestLog
{
    private const string Template = "{Method} {Route} {StatusCode} in {ElapsedMs} ms";
    private const string Unknown = "(other)";

    private static readonly string[] Added = ["UserId", "Provider"];

    private static readonly FrozenSet<string> Methods = FrozenSet.Create(
        StringComparer.Ordinal, "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /// <summary>Outermost, so that it sees the status that leaves.</summary>
    public static void UseRequestLog(this WebApplication app) => app.UseSerilogRequestLogging(options =>
    {
        options.Logger = app.Services.GetRequiredService<Serilog.ILogger>();
        options.MessageTemplate = Template;
        options.GetLevel = Level;
        // The default adds the raw path.
        options.GetMessageTemplateProperties = Properties;
        options.EnrichDiagnosticContext = AddFromItems;
    });

    private static IEnumerable<LogEventProperty> Properties(
        HttpContext context, string rawPath, double elapsed, int status) =>
    [
        new("Method", new ScalarValue(Methods.TryGetValue(context.Request.Method, out var method) ? method : Unknown)),
        new("Route", new ScalarValue(Route(context))),
        new("StatusCode", new ScalarValue(status)),
        new("ElapsedMs", new ScalarValue(Math.Round(elapsed, 1))),
    ];

    // After an exception the endpoint stands in the feature only.
    private static string Route(HttpContext context)
    {
        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        return (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";
    }

    private static void AddFromItems(IDiagnosticContext log, HttpContext context)
    {
        foreach (var name in Added)
        {
            if (context.Items.TryGetValue(name, out var value) && value is not null) log.Set(name, value);
        }

        if (context.Items.TryGetValue(ProblemAnswer.CodeItem, out var code) && code is not null) log.Set("Code", code);
    }

    private static LogEventLevel Level(HttpContext context, double elapsed, Exception? exception) =>
        exception is not null || context.Response.StatusCode == 500 ? LogEventLevel.Error
        : context.Response.StatusCode > 500 ? LogEventLevel.Warning
        : context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) ? LogEventLevel.Debug
        : LogEventLevel.Information;
}
