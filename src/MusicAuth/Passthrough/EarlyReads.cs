using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http.Features;
using MusicAuth.Access;

namespace MusicAuth.Passthrough;

/// <summary>
/// Serves reads of the raw APIs with a key, which apps ask for over and over, without the way through log, routing,
/// authentication handlers and endpoints. The same is checked as there; whatever is not plain goes that way, and so
/// does whatever fails: it is thrown there once more, where failures are told.
/// </summary>
public sealed partial class EarlyReads(
    RequestDelegate next, ApiKeyCheck keys, ApiKeyUse uses, RequestLimits limits, ActivityLog activity,
    RawRoutes routes, RawServing serving, ILogger<EarlyReads> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        // A page of another origin needs headers that only the long way knows.
        return HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Origin.Count == 0
            && routes.Find(target) is { } route && !HoldsKey(target)
            && keys.Find(context) is { } known
            && known.Caller.MayRead(route.ReadScope, route.Providers) && limits.TryTake(known.Caller)
                ? ServeAsync(context, known, route)
                : next(context);
    }

    // A key in an address is refused, and by those who know how.
    private static bool HoldsKey(string target) =>
        target.Contains('?', StringComparison.Ordinal) && KeysStayOutOfQueries.MayHoldKey(target);

    private async Task ServeAsync(HttpContext context, KnownKey known, RawRoute route)
    {
        uses.Note(known, context.Connection.RemoteIpAddress);
        context.Features.Set(known.Caller);
        context.SetEndpoint(route.Endpoint);
        try
        {
            await ActivityRecording.RecordAsync(
                context, activity, route.Data, ActivityKind.Read, (context, known.Caller, serving, route),
                static one => RawEndpoints.ServeAsync(one.context, one.Caller, one.serving, one.route),
                route.SourcesOf);
            Tell(route, context.Response.StatusCode);
        }
#pragma warning disable CA1031 // It is thrown again further in.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            context.Features.Set(new EarlyFailure(ExceptionDispatchInfo.Capture(failure)));
            await next(context);
        }
    }

    private void Tell(RawRoute route, int status)
    {
        if (status >= StatusCodes.Status500InternalServerError)
            Log.Failed(logger, route.Prefix, status, route.Api.Provider);
        else if (status >= StatusCodes.Status400BadRequest)
            Log.Refused(logger, route.Prefix, status, route.Api.Provider);
    }

    private static partial class Log
    {
        private const string Message = "GET {Route} {StatusCode}, as {Provider} answered";

        [LoggerMessage(1040, LogLevel.Information, Message)]
        public static partial void Refused(ILogger logger, string route, int statusCode, string provider);

        [LoggerMessage(1041, LogLevel.Warning, Message)]
        public static partial void Failed(ILogger logger, string route, int statusCode, string provider);
    }
}

/// <summary>What went wrong before the place where failures are told.</summary>
internal sealed record EarlyFailure(ExceptionDispatchInfo Failure)
{
    /// <summary>Tells it there.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<EarlyFailure>() is not { } early)
            return next(context);
        context.Features.Set<EarlyFailure>(null);
        early.Failure.Throw();
        return Task.CompletedTask;
    }
}
