using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Access.Guests;

internal static class AccessRequestEndpoints
{
    public static void MapAccessRequests(this IEndpointRouteBuilder routes)
    {
        var requests = routes.MapGroup("/users/requests").WithTags("Users").RequireOwner();
        requests.MapGet("", List).WithName("listAccessRequests")
            .WithSummary("The accounts that the allow list refused, and that ask you to come in");
        requests.MapPost("/{id}", Answer).WithName("answerAccessRequest")
            .WithSummary("Let in an account that asks to come in, or refuse it")
            .WithDescription("`admit: true` lets the account sign in from now on, besides `Access:AllowedAccounts`. "
                + "`admit: false` removes the request; the account can ask again. A second answer returns 404.");
    }

    private static async Task<Ok<AccessRequestList>> List(
        AccessRequestStore requests, CancellationToken cancellationToken)
    {
        var rows = await requests.ListAsync(cancellationToken);
        return TypedResults.Ok(new AccessRequestList([.. rows.Select(AccessRequest.Of)]));
    }

    private static async Task<NoContent> Answer(
        string id, AccessRequestAnswer answer, AccessRequestStore requests, HttpContext context)
    {
        if (answer.Admit is not { } admit)
            throw new ProblemException(ProblemCode.InvalidParameter, "admit must be true or false.");
        var audit = AuditEvent.Of(context, admit ? AuditKind.AccountAdmitted : AuditKind.AccountRefused);
        return Guid.TryParse(id, out var requestId)
            && await requests.AnswerAsync(requestId, admit, audit, context.RequestAborted)
                ? TypedResults.NoContent()
                : throw new ProblemException(
                    ProblemCode.NotFound, "No request with this id waits for your answer.");
    }
}
