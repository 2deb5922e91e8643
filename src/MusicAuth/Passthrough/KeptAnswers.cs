using Microsoft.AspNetCore.Http.Features;
using MusicAuth.Access;
using MusicAuth.Upstream;

namespace MusicAuth.Passthrough;

/// <summary>
/// Gives apps what memory holds finished for them, of both services as one or of one as it is, before anything else is
/// done with the request. The same is checked as on the long way: the key, its scope and providers, its share of
/// requests. Whatever is not plain goes that way.
/// </summary>
public sealed class KeptAnswers(
    RequestDelegate next, ResponseCache cache, ApiKeyCheck keys, ApiKeyUse uses, RequestLimits limits,
    ActivityLog activity, RawRoutes routes, TimeProvider clock)
{
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        // A page of another origin needs headers that only the long way knows.
        return HttpMethods.IsGet(context.Request.Method) && headers.Origin.Count == 0 && headers.CacheControl.Count == 0
            && keys.Find(context) is { } known
            && cache.TryGetFresh(KeyOf(context, known.Caller), out var answer)
            && known.Caller.MayRead(answer.Scope, answer.Providers) && limits.TryTake(known.Caller)
                ? GiveAsync(context, known, answer)
                : next(context);
    }

    private AnswerKey KeyOf(HttpContext context, Caller caller)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        return routes.Find(target) is not { } route
            ? new AnswerKey(caller.UserId, caller.Audience, target)
            : new AnswerKey(
                route.IsCatalogue ? Guid.Empty : caller.UserId, caller.Audience, RawTarget.Resource(context));
    }

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
        return RawKeptAnswer.WriteAsync(
            context, new CachedResult(answer, clock.GetUtcNow() - answer.FetchedAt, IsHit: true, Cause: null));
    }
}
