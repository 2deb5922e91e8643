using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Access.Invitations;

internal static class InvitationEndpoints
{
    public static void MapInvitations(this IEndpointRouteBuilder routes)
    {
        var invitations = routes.MapGroup("/users/invitations").WithTags("Users").RequireOwner();
        invitations.MapGet("", List).WithName("listInvitations")
            .WithSummary("Your invitations of the last seven days, without their links");
        invitations.MapPost("", Create).WithName("createInvitation")
            .WithSummary("Create an invitation; the response shows its link once")
            .WithDescription("The link lets in the first account that signs in through it within seven days, in every "
                + "registration mode.");
        invitations.MapDelete("/{id}", Revoke).WithName("revokeInvitation")
            .WithSummary("Revoke an invitation; an account that has come in through it stays");
    }

    private static async Task<Ok<InvitationList>> List(
        Caller caller, InvitationStore invitations, CancellationToken cancellationToken)
    {
        var rows = await invitations.ListAsync(caller.UserId, cancellationToken);
        return TypedResults.Ok(new InvitationList([.. rows.Select(InvitationInfo.Of)]));
    }

    private static async Task<Created<CreatedInvitation>> Create(
        InvitationStore invitations, PublicAddress address, HttpContext context)
    {
        var (row, secret) = await invitations.CreateAsync(
            AuditEvent.Of(context, AuditKind.InvitationCreated), context.RequestAborted);
        return TypedResults.Created(
            "/users/invitations",
            new CreatedInvitation(row.Id, InvitationStore.UrlOf(address, secret), row.CreatedAt, row.EndsAt));
    }

    private static async Task<NoContent> Revoke(string id, InvitationStore invitations, HttpContext context) =>
        Guid.TryParse(id, out var invitationId)
        && await invitations.RevokeAsync(
            invitationId, AuditEvent.Of(context, AuditKind.InvitationRevoked), context.RequestAborted)
            ? TypedResults.NoContent()
            : throw new ProblemException(ProblemCode.NotFound, "You have no invitation with this id.");
}
