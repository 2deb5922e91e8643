using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Grants.UserManagement;

public static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/users").WithTags("People").RequireOwner();
        users.MapGet("", List).WithName("listUsers")
            .WithSummary("The users of this instance and the state of their connections");
        users.MapDelete("/{id}", Remove).WithName("removeUser")
            .WithSummary("Delete a user with all tokens, sessions and keys");
        routes.MapDelete("/me", RemoveMe).WithTags("People").RequireSession()
            .WithName("removeMe").WithSummary("Delete your own user with all tokens, sessions and keys");
    }

    private static async Task<Ok<UserSummaryList>> List(
        UserStore users, UserConnections connections, CancellationToken cancellationToken)
    {
        var connected = await connections.ListByUserAsync(cancellationToken);
        var everybody = await users.ListAsync(cancellationToken);
        return TypedResults.Ok(new UserSummaryList([.. everybody.Select(one => UserSummary.Of(one, connected[one.User.Id]))]));
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
        var told = AuditEvent.Of(context, AuditKind.UserRemoved).Anonymous();
        await RemoveAsync(caller.UserId, told, users, grants, changes);
        cookie.SignOut(context.Response);
        return TypedResults.NoContent();
    }

    // It goes on without whoever asked for it.
    private static async Task RemoveAsync(
        Guid userId, AuditEvent told, UserStore users, GrantStore grants, GrantChangeNotifier changes)
    {
        try
        {
            if (!await grants.EraseUserAsync(userId, users, told, CancellationToken.None))
                throw NotFound();
        }
        finally
        {
            await changes.NotifyAsync(userId, provider: null);
        }
    }

    private static ProblemException NotFound() => new(ProblemCode.NotFound, "This MusicAuth has no user with this id.");
}
