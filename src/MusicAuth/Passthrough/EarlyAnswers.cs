using Microsoft.AspNetCore.Http.Features;
using MusicAuth.Access;
using MusicAuth.Upstream;
using MusicAuth.Web;

namespace MusicAuth.Passthrough;

/// <summary>
/// Serves what apps ask for over and over without the way through routing, authentication handlers and endpoints: what
/// memory holds finished, of both services as one or of one as it is, and reads of the raw APIs. The same things are
/// checked as there: the key, its scope and providers, its share of requests. Whatever is not plain goes that way.
/// </summary>
public sealed class EarlyAnswers(
    RequestDelegate next, ResponseCache cache, ApiKeyCheck keys, ApiKeyUse uses, RequestLimits limits,
    ActivityLog activity, RawRoutes routes, RawServing serving, TimeProvider clock)
{
    public Task InvokeAsync(HttpContext context)
    {
        // A page of another origin needs headers that only the long way knows.
        if (!HttpMethods.IsGet(context.Request.Method) || context.Request.Headers.Origin.Count > 0
            || keys.Find(Bearer.TokenOf(context.Request)) is not { } known)
            return next(context);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var route = routes.Find(target);
        if (context.Request.Headers.CacheControl.Count == 0
            && cache.TryGetFresh(KeyOf(context, known.Caller, route, target), out var answer)
            && MayHave(known.Caller, answer.Scope, answer.Providers))
            return limits.TryTake(known.Caller) ? GiveAsync(context, known, answer) : next(context);
        return route is not null && MayHave(known.Caller, route.ReadScope, route.Providers)
            && !HoldsKey(target) && limits.TryTake(known.Caller)
                ? ServeAsync(context, known, route)
                : next(context);
    }

    private static AnswerKey KeyOf(HttpContext context, Caller caller, RawRoute? route, string target) => new(
        route is { IsCatalogue: true } ? Guid.Empty : caller.UserId, caller.Audience,
        route is null ? target : RawTarget.Resource(context));

    private static bool MayHave(Caller caller, string scope, string[] providers) =>
        caller.Scopes.Contains(scope) && Array.TrueForAll(providers, caller.MaySee);

    // A key in an address is refused, and by those who know how.
    private static bool HoldsKey(string target) =>
        target.Contains('?', StringComparison.Ordinal) && KeysStayOutOfQueries.MayHoldKey(target);

    private Task GiveAsync(HttpContext context, KnownKey known, StoredAnswer answer)
    {
        uses.Note(known, context.Connection.RemoteIpAddress);
        var told = ActivityEvent.Of(context, known.Caller, ActivityKind.Read) with { Data = answer.Data };
        for (var i = 0; i < answer.Providers.Length; i++)
            activity.Note(told with
            {
                Provider = answer.Providers[i],
                Outcome = answer.Outcomes?[i] ?? ActivityEvent.Ok,
            });
        context.Features.Set(RoutineRequest.Instance);
        return RawKeptAnswer.WriteAsync(
            context, new CachedResult(answer, clock.GetUtcNow() - answer.FetchedAt, IsHit: true, Cause: null));
    }

    private async Task ServeAsync(HttpContext context, KnownKey known, RawRoute route)
    {
        uses.Note(known, context.Connection.RemoteIpAddress);
        context.Features.Set(known.Caller);
        context.SetEndpoint(route.Endpoint);
        await ActivityRecording.RecordAsync(
            context, route.Data, ActivityKind.Read,
            async () => await RawEndpoints.ServeAsync(context, known.Caller, serving, route), route.SourcesOf);
    }
}
