using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Serilog.Events;

namespace MusicAuth.Operations.Logging;

/// <summary>
/// Writes one line per request. Serilog's own middleware begins a collection of properties for every request, also for
/// one that gets no line, such as a cached response (ADR 0027).
/// </summary>
internal sealed class RequestLogMiddleware(
    RequestDelegate next, Serilog.ILogger logger, IEnumerable<ProviderRegistration> providers)
{
    private const string Template = "{Method} {Route} {StatusCode} in {ElapsedMs} ms";
    private const string Unknown = "(other)";

    private static readonly HashSet<string> Methods =
        new(StringComparer.Ordinal) { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" };

    private readonly Serilog.ILogger _log = logger.ForContext<RequestLogMiddleware>();
    private readonly string[] _providers = [.. providers.Select(provider => provider.Name)];

    /// <summary>The route template: logs and spans must not contain the path.</summary>
    internal static string? RouteOf(HttpContext context)
    {
        // After an exception only the feature still contains the endpoint.
        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        return (endpoint as RouteEndpoint)?.RoutePattern.RawText;
    }

    public Task InvokeAsync(HttpContext context)
    {
        var began = Stopwatch.GetTimestamp();
        var request = next(context);
        if (!request.IsCompletedSuccessfully)
            return WriteAfterAsync(request, context, began);
        Write(context, began, exception: null);
        return request;
    }

    private async Task WriteAfterAsync(Task request, HttpContext context, long began)
    {
        try
        {
            await request;
        }
        catch (Exception exception)
        {
            Write(context, began, exception);
            throw;
        }

        Write(context, began, exception: null);
    }

    private void Write(HttpContext context, long began, Exception? exception)
    {
        var level = Level(context, exception);
        if (!_log.IsEnabled(level))
            return;
        // The line belongs to the trace of the request, which starts further in.
        RequestTrace.Start(context);
        Describe(context).Write(
            level, exception, Template,
            Methods.TryGetValue(context.Request.Method, out var method) ? method : Unknown,
            RouteOf(context) ?? "(none)",
            exception is null ? context.Response.StatusCode : StatusCodes.Status500InternalServerError,
            Math.Round(Stopwatch.GetElapsedTime(began).TotalMilliseconds, 1));
    }

    private Serilog.ILogger Describe(HttpContext context)
    {
        var log = _log;
        if (context.Features.Get<Caller>() is { } caller)
        {
            log = log.ForContext("UserId", caller.UserId);
            if (caller.Key is { } key) log = log.ForContext("KeyId", key.Id);
        }

        if (ProviderOf(context) is { } provider) log = log.ForContext("Provider", provider);
        return context.Items.TryGetValue(ProblemWriter.CodeItem, out var code) && code is not null
            ? log.ForContext("Code", code)
            : log;
    }

    // Only names of existing providers: a caller can put any text into the query.
    private string? ProviderOf(HttpContext context)
    {
        var route = context.Features.Get<IExceptionHandlerFeature>()?.RouteValues ?? context.Request.RouteValues;
        var named = route.GetValueOrDefault("provider") as string ?? context.Request.Query["provider"].ToString();
        return Array.Find(_providers, provider => provider == named);
    }

    private static LogEventLevel Level(HttpContext context, Exception? exception) =>
        exception is not null || context.Response.StatusCode == 500 ? LogEventLevel.Error
        : context.Response.StatusCode > 500 ? LogEventLevel.Warning
        : context.Response.StatusCode == StatusCodes.Status304NotModified ? LogEventLevel.Debug
        : context.Features.Get<RoutineRequest>() is not null ? LogEventLevel.Debug
        : context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) ? LogEventLevel.Debug
        : LogEventLevel.Information;
}
