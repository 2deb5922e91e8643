using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Grants.UserManagement;

internal static class IdentityEndpoints
{
    public static void MapIdentities(this IEndpointRouteBuilder routes)
    {
        var identities = routes.MapGroup("/me/identities").WithTags("Identities").RequireSession();
        identities.MapGet("", List).WithName("listIdentities").WithSummary("The accounts that can sign in as you");
        identities.MapDelete("/{id}", Remove).WithName("removeIdentity")
            .WithSummary("Remove an account that can sign in as you")
            .WithDescription("Also disconnects the account and ends the sessions that began with it. The last account "
                + "cannot be removed: 409 `last_identity`.");
    }

    private static async Task<Ok<IdentityList>> List(
        Caller caller, IdentityStore identities, CancellationToken cancellationToken)
    {
        var rows = await identities.ListAsync(caller.UserId, cancellationToken);
        return TypedResults.Ok(new IdentityList([.. rows.Select(row => LinkedIdentity.Of(row, caller))]));
    }

    private static async Task<NoContent> Remove(
        string id, Caller caller, RecentSignIn recent, UserConnections connections, SessionCookie cookie,
        HttpContext context)
    {
        await recent.RequireAsync(context, "/#account/sessions");
        var endsSession = await connections.RemoveIdentityAsync(
            caller, Guid.TryParse(id, out var identityId) ? identityId : Guid.Empty,
            AuditEvent.Of(context, AuditKind.IdentityRemoved), context.RequestAborted);
        if (endsSession)
            cookie.SignOut(context.Response);
        return TypedResults.NoContent();
    }
}
