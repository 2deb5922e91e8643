using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Access.Sessions;

internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup("/me/sessions").WithTags("Sessions").RequireSession();
        sessions.MapGet("", List).WithName("listSessions").WithSummary("The browsers that are signed in as you");
        sessions.MapDelete("", EndAll).WithName("endSessions").WithSummary("Sign out every browser, this one included");
        sessions.MapDelete("/{id}", End).WithName("endSession").WithSummary("Sign out one browser");
    }

    private static async Task<Ok<SessionList>> List(
        Caller caller, SessionStore sessions, SessionLifetime life, CancellationToken cancellationToken)
    {
        var rows = await sessions.ListAsync(caller.UserId, cancellationToken);
        return TypedResults.Ok(new SessionList([.. rows.Select(row => SessionInfo.Of(row, caller, life))]));
    }

    private static async Task<NoContent> End(
        string id, Caller caller, SessionStore sessions, AuditStore activity, SessionCookie cookie,
        HttpContext context)
    {
        if (!Guid.TryParse(id, out var sessionId) || !await activity.RecordAsync(
            Ended(context, "one"), () => sessions.EndAsync(caller.UserId, sessionId, context.RequestAborted),
            context.RequestAborted))
            throw new ProblemException(ProblemCode.NotFound, "You have no session with this id.");
        if (sessionId == caller.SessionId)
            cookie.SignOut(context.Response);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> EndAll(
        Caller caller, SessionStore sessions, AuditStore activity, SessionCookie cookie, HttpContext context)
    {
        await activity.RecordAsync(
            Ended(context, "all"), () => sessions.EndAllAsync(caller.UserId, context.RequestAborted),
            context.RequestAborted);
        cookie.SignOut(context.Response);
        return TypedResults.NoContent();
    }

    private static AuditEvent Ended(HttpContext context, string which) =>
        AuditEvent.Of(context, AuditKind.SessionsEnded) with { Data = which };
}
