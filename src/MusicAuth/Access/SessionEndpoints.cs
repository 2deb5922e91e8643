using Microsoft.AspNetCore.Http.HttpResults;
using MusicAuth.Web;

namespace MusicAuth.Access;

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
        Caller caller, Sessions sessions, SessionLife life, CancellationToken cancellationToken)
    {
        var rows = await sessions.ListAsync(caller.UserId, cancellationToken);
        return TypedResults.Ok(new SessionList([.. rows.Select(row => SessionInfo.Of(row, caller, life))]));
    }

    private static async Task<NoContent> End(
        string id, Caller caller, Sessions sessions, ActivityStore activity, SessionCookie cookie,
        HttpContext context)
    {
        if (!Guid.TryParse(id, out var sessionId) || !await activity.RecordAsync(
            Ended(context, "one"), () => sessions.EndAsync(caller.UserId, sessionId, context.RequestAborted),
            context.RequestAborted))
            throw new ProblemException(ProblemCode.NotFound, "You have no such session.");
        if (sessionId == caller.SessionId)
            cookie.SignOut(context.Response);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> EndAll(
        Caller caller, Sessions sessions, ActivityStore activity, SessionCookie cookie, HttpContext context)
    {
        await activity.RecordAsync(
            Ended(context, "all"), () => sessions.EndAllAsync(caller.UserId, context.RequestAborted),
            context.RequestAborted);
        cookie.SignOut(context.Response);
        return TypedResults.NoContent();
    }

    private static ActivityEvent Ended(HttpContext context, string which) =>
        ActivityEvent.Of(context, ActivityKind.SessionsEnded) with { Data = which };
}

/// <summary>A browser that is signed in. Times are RFC 3339 in UTC.</summary>
/// <param name="Current">Whether it is the one that asks.</param>
/// <param name="Browser">As "Firefox on Linux"; null where it did not say.</param>
/// <param name="Address">The network it signed in from, such as <c>192.0.2.0/24</c>.</param>
/// <param name="LastSeenAt">To ten minutes.</param>
/// <param name="ExpiresAt">When it ends if it is not used any more.</param>
public sealed record SessionInfo(
    Guid Id, bool Current, string? Browser, string? Address, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt,
    DateTimeOffset ExpiresAt)
{
    internal static SessionInfo Of(Session session, Caller caller, SessionLife life) => new(
        session.Id, session.Id == caller.SessionId, session.Browser, session.Address, session.CreatedAt,
        session.LastSeenAt, life.EndOf(session));
}

/// <summary>The sessions of the session's user, the last seen first.</summary>
public sealed record SessionList(IReadOnlyList<SessionInfo> Items);
