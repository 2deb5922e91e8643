using Microsoft.AspNetCore.Http.HttpResults;
using MusicAuth.Access;
using MusicAuth.Web;

namespace MusicAuth.Grants;

public static class PersonEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/users").WithTags("People").RequireOwner();
        users.MapGet("", List).WithName("listUsers").WithSummary("The people of this instance, and how they stand");
        users.MapDelete("/{id}", Remove).WithName("removeUser")
            .WithSummary("Remove a person with tokens, sessions and keys");
        routes.MapDelete("/me", RemoveMe).WithTags("People").RequireSession()
            .WithName("removeMe").WithSummary("Remove yourself with tokens, sessions and keys");
    }

    private static async Task<Ok<PersonList>> List(People people, CancellationToken cancellationToken) =>
        TypedResults.Ok(new PersonList(await people.ListAsync(cancellationToken)));

    private static async Task<NoContent> Remove(string id, Caller caller, People people)
    {
        if (!Guid.TryParse(id, out var userId))
            throw new ProblemException(ProblemCode.NotFound, "There is no such person here.");
        if (userId == caller.UserId)
            throw new ProblemException(ProblemCode.InvalidParameter, "To remove yourself, send DELETE /me.");
        await people.RemoveAsync(userId, CancellationToken.None);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RemoveMe(
        Caller caller, People people, SessionCookie cookie, HttpResponse response)
    {
        await people.RemoveAsync(caller.UserId, CancellationToken.None);
        cookie.SignOut(response);
        return TypedResults.NoContent();
    }
}
