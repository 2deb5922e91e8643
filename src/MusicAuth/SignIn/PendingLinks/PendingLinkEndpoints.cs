using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.SignIn.PendingLinks;

internal static class PendingLinkEndpoints
{
    public static void MapPendingLink(this IEndpointRouteBuilder routes)
    {
        var pending = routes.MapGroup("/me/pending-link").WithTags("Identities").RequireSession();
        pending.MapGet("", Show).WithName("getPendingLink")
            .WithSummary("The account that waits for your answer");
        pending.MapPost("", Answer).WithName("answerPendingLink")
            .WithSummary("Accept or refuse the account that waits for your answer")
            .WithDescription("`accept: true` connects the account, lets it sign in as you, and gives the session a new "
                + "cookie. `accept: false` erases its tokens. A second answer returns 404.");
    }

    private static async Task<Ok<PendingLinkInfo>> Show(
        Caller caller, PendingLinkStore pending, CancellationToken cancellationToken) =>
        await pending.FindAsync(caller, cancellationToken) is { } link
            ? TypedResults.Ok(PendingLinkInfo.From(link))
            : throw NothingPending();

    // The tokens are here once: the answer is carried out even if the browser leaves.
    private static async Task<NoContent> Answer(
        PendingLinkAnswer answer, Caller caller, SessionCookie cookie, HttpContext context)
    {
        if (answer.Accept is not { } accept)
            throw new ProblemException(ProblemCode.InvalidParameter, "accept must be true or false.");
        var services = context.RequestServices;
        if (!accept)
        {
            if (!await ContentionRetry.RunAsync(services, (PendingLinkResolver answers) => answers.RejectAsync(caller)))
                throw NothingPending();
            return TypedResults.NoContent();
        }

        var arrival = SignInContext.Of(context, claim: null);
        var session = await ContentionRetry.RunAsync(
            services, (PendingLinkResolver answers) => answers.AcceptAsync(caller, arrival)) ?? throw NothingPending();
        cookie.Write(context.Response, session);
        return TypedResults.NoContent();
    }

    private static ProblemException NothingPending() =>
        new(ProblemCode.NotFound,
            "No account is waiting for your answer. You have already answered, or the ten minutes are over. Sign in "
            + "with the account again to link it.");
}
