using Microsoft.AspNetCore.Http.Features;
using MusicAuth.Access;
using MusicAuth.Upstream;

namespace MusicAuth.Passthrough;

/// <summary>
/// Gives an app what it asked for a moment ago, of both services as one or of one as it is, without the way through
/// routing, authentication handlers and endpoints. The same things are checked as there: the key, its scope and
/// providers, its share of requests. Whatever is not plain goes that way.
/// </summary>
public sealed class AnswersFromMemory(
    RequestDelegate next, ResponseCache cache, ApiKeyCheck keys, ApiKeyUse uses, RequestLimits limits,
    ActivityLog activity, TimeProvider clock)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!IsPlain(context.Request)
            || keys.Find(Bearer.TokenOf(context.Request)) is not { Caller: var caller } known
            || !cache.TryGetFresh(KeyOf(context, caller), out var answer)
            || !MayHave(caller, answer)
            || !limits.TryTake(caller))
            return next(context);
        uses.Note(known, context.Connection.RemoteIpAddress);
        Note(context, caller, answer);
        context.Features.Set(AnsweredFromMemory.Instance);
        return RawKeptAnswer.WriteAsync(
            context, new CachedResult(answer, clock.GetUtcNow() - answer.FetchedAt, IsHit: true, Cause: null));
    }

    // A page of another origin, and who wants no cache, go the long way.
    private bool IsPlain(HttpRequest request) => cache.IsOn && HttpMethods.IsGet(request.Method)
        && request.Headers.Origin.Count == 0 && request.Headers.CacheControl.Count == 0;

    private static AnswerKey KeyOf(HttpContext context, Caller caller)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        return target.StartsWith("/me/", StringComparison.Ordinal) ? new(caller.UserId, caller.Audience, target)
            : target.StartsWith("/app/", StringComparison.Ordinal)
                ? new(Guid.Empty, caller.Audience, RawTarget.Resource(context))
            : new(caller.UserId, caller.Audience, RawTarget.Resource(context));
    }

    private static bool MayHave(Caller caller, StoredAnswer answer) =>
        caller.Scopes.Contains(answer.Scope) && Array.TrueForAll(answer.Providers, caller.MaySee);

    private void Note(HttpContext context, Caller caller, StoredAnswer answer)
    {
        var told = ActivityEvent.Of(context, caller, ActivityKind.Read) with { Data = answer.Data };
        for (var i = 0; i < answer.Providers.Length; i++)
            activity.Note(told with
            {
                Provider = answer.Providers[i],
                Outcome = answer.Outcomes?[i] ?? ActivityEvent.Ok,
            });
    }
}

/// <summary>Marks a request that never reached routing, for the log.</summary>
public sealed class AnsweredFromMemory
{
    public static readonly AnsweredFromMemory Instance = new();

    private AnsweredFromMemory()
    {
    }
}
