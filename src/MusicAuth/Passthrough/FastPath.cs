using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http.Features;

namespace MusicAuth.Passthrough;

/// <summary>
/// Serves what apps ask for over and over without the way through log, routing, authentication handlers and endpoints:
/// what memory holds finished, of both services as one or of one as it is, and reads of the raw APIs. The same things
/// are checked as there: the key, its scope and providers, its share of requests. Whatever is not plain goes that way,
/// and so does what fails: it is thrown there once more, where failures are told.
/// </summary>
internal sealed partial class FastPath(
    RequestDelegate next, ResponseCache cache, ApiKeyValidator keys, ApiKeyUsageWriter uses, RequestLimits limits,
    AuditLog activity, PassthroughRoutes routes, PassthroughHandler serving, ILogger<FastPath> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        // A page of another origin needs headers that only the long way knows.
        if (!HttpMethods.IsGet(context.Request.Method) || context.Request.Headers.Origin.Count > 0
            || keys.FindCached(context) is not { } known)
            return next(context);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var route = routes.Find(target);
        if (context.Request.Headers.CacheControl.Count == 0
            && cache.TryGetFresh(
                route?.GetCacheKey(context, known.Caller) ?? new(known.Caller.UserId, known.Caller.Audience, target),
                out var fresh)
            && MayHave(known.Caller, fresh.Response.Scope, fresh.Response.Providers))
            return limits.TryAcquire(known.Caller) ? GiveAsync(context, known, fresh) : next(context);
        return route is not null && MayHave(known.Caller, route.ReadScope, route.Providers)
            && !HoldsKey(target) && limits.TryAcquire(known.Caller)
                ? ServeAsync(context, known, route)
                : next(context);
    }

    private static bool MayHave(Caller caller, string scope, string[] providers) =>
        caller.Scopes.Contains(scope) && Array.TrueForAll(providers, caller.CanAccess);

    // A key in an address is refused, and by those who know how.
    private static bool HoldsKey(string target) =>
        target.Contains('?', StringComparison.Ordinal) && KeyInQueryFilter.MayContainKey(target);

    private Task GiveAsync(HttpContext context, CachedApiKey known, CacheResult fresh)
    {
        var answer = fresh.Response;
        uses.Record(known, context.Connection.RemoteIpAddress);
        var told = AuditEvent.Of(context, known.Caller, AuditKind.Read) with { Data = answer.Data };
        for (var i = 0; i < answer.Providers.Length; i++)
            activity.Record(told with
            {
                Provider = answer.Providers[i],
                Outcome = answer.Outcomes?[i] ?? AuditEvent.Ok,
            });
        return CachedResponseWriter.WriteAsync(context, fresh);
    }

    private async Task ServeAsync(HttpContext context, CachedApiKey known, PassthroughRoute route)
    {
        uses.Record(known, context.Connection.RemoteIpAddress);
        // What stands for it in the metrics.
        context.SetEndpoint(route.Endpoint);
        try
        {
            var outcome = await serving.HandleAsync(context, known.Caller, route);
            activity.Record(AuditEvent.Of(context, known.Caller, AuditKind.Read) with
            {
                Provider = route.Api.Provider,
                Data = route.AuditData,
                Outcome = outcome.Outcome,
            });
            Tell(route, context.Response.StatusCode);
        }
#pragma warning disable CA1031 // It is thrown again further in.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            context.Features.Set(known.Caller);
            route.SetRouteValues(context);
            activity.RecordFailure(context, AuditKind.Read, route.AuditData, failure);
            context.Features.Set(new FastPathFailure(ExceptionDispatchInfo.Capture(failure)));
            await next(context);
        }
    }

    private void Tell(PassthroughRoute route, int status)
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
