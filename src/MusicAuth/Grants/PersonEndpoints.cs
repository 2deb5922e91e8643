using Microsoft.AspNetCore.Http.HttpResults;
using MusicAuth.Access;
using MusicAuth.Web;

namespace MusicAuth.Grants;

public static class PersonEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/users").WithTags("People").RequireOwner();
        users.MapGet("", List).WithName("listUsers")
            .WithSummary("The users of this instance and the state of their connections");
        users.MapDelete("/{id}", Remove).WithName("removeUser")
            .WithSummary("Delete a user with all tokens, sessions and keys");
        routes.MapDelete("/me", RemoveMe).WithTags("People").RequireSession()
            .WithName("removeMe").WithSummary("Delete your own user with all tokens, sessions and keys");
    }

    private static async Task<Ok<PersonList>> List(
        Users users, Connections connections, CancellationToken cancellationToken)
    {
        var connected = await connections.OfEverybodyAsync(cancellationToken);
        var everybody = await users.ListAsync(cancellationToken);
        return TypedResults.Ok(new PersonList([.. everybody.Select(one => Person.Of(one, connected[one.User.Id]))]));
    }

    private static async Task<NoContent> Remove(
        string id, Caller caller, RecentSignIn recent, Users users, GrantStore grants, GrantChanges changes,
        HttpContext context)
    {
        await recent.RequireAsync(context, "/#account/people");
        if (!Guid.TryParse(id, out var userId))
            throw NotFound();
        if (userId == caller.UserId)
            throw new ProblemException(ProblemCode.InvalidParameter, "To remove yourself, send DELETE /me.");
        await RemoveAsync(userId, ActivityEvent.Of(context, ActivityKind.UserRemoved), users, grants, changes);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RemoveMe(
        Caller caller, RecentSignIn recent, Users users, GrantStore grants, GrantChanges changes,
        SessionCookie cookie, HttpContext context)
    {
        await recent.RequireAsync(context, "/#account");
        var told = ActivityEvent.Of(context, ActivityKind.UserRemoved).Anonymous();
        await RemoveAsync(caller.UserId, told, users, grants, changes);
        cookie.SignOut(context.Response);
        return TypedResults.NoContent();
    }

    // It goes on without whoever asked for it.
    private static async Task RemoveAsync(
        Guid userId, ActivityEvent told, Users users, GrantStore grants, GrantChanges changes)
    {
        try
        {
            if (!await grants.EraseUserAsync(userId, users, told, CancellationToken.None))
                throw NotFound();
        }
        finally
        {
            await changes.TellAsync(userId, provider: null);
        }
    }

    private static ProblemException NotFound() => new(ProblemCode.NotFound, "There is no such person here.");
}
