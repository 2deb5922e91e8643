using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Grants.UserManagement;

internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/users").WithTags("Users").RequireOwner();
        users.MapGet("", List).WithName("listUsers")
            .WithSummary("The users of this instance and the state of their connections");
        users.MapDelete("/{id}", Remove).WithName("removeUser")
            .WithSummary("Delete a user with all tokens, sessions and keys");
        routes.MapDelete("/me", RemoveMe).WithTags("Users").RequireSession()
            .WithName("removeMe").WithSummary("Delete your own user with all tokens, sessions and keys");
    }

    private static async Task<Ok<UserSummaryList>> List(
        UserStore users, UserConnections connections, CancellationToken cancellationToken)
    {
        var connectionsByUser = await connections.ListByUserAsync(cancellationToken);
        var overviews = await users.ListAsync(cancellationToken);
        return TypedResults.Ok(new UserSummaryList(
            [.. overviews.Select(overview => UserSummary.Of(overview, connectionsByUser[overview.User.Id]))]));
    }

    private static async Task<NoContent> Remove(
        string id, Caller caller, RecentSignIn recent, UserStore users, GrantStore grants, GrantChangeNotifier changes,
        HttpContext context)
    {
        await recent.RequireAsync(context, "/#account/people");
        if (!Guid.TryParse(id, out var userId))
            throw NotFound();
        if (userId == caller.UserId)
            throw new ProblemException(ProblemCode.InvalidParameter,
                "This request cannot delete your own user. Send DELETE /me instead.");
        await RemoveAsync(userId, AuditEvent.Of(context, AuditKind.UserRemoved), users, grants, changes);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RemoveMe(
        Caller caller, RecentSignIn recent, UserStore users, GrantStore grants, GrantChangeNotifier changes,
        SessionCookie cookie, HttpContext context)
    {
        await recent.RequireAsync(context, "/#account");
        var audit = AuditEvent.Of(context, AuditKind.UserRemoved).Anonymous();
        await RemoveAsync(caller.UserId, audit, users, grants, changes);
        cookie.SignOut(context.Response);
        return TypedResults.NoContent();
    }

    // The erasure continues where the client disconnects.
    private static async Task RemoveAsync(
        Guid userId, AuditEvent audit, UserStore users, GrantStore grants, GrantChangeNotifier changes)
    {
        try
        {
            if (!await grants.EraseUserAsync(userId, users, audit, CancellationToken.None))
                throw NotFound();
        }
        finally
        {
            await changes.NotifyAsync(userId, provider: null);
        }
    }

    private static ProblemException NotFound() => new(ProblemCode.NotFound, "This MusicAuth has no user with this id.");
}
