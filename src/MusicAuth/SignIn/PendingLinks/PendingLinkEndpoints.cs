using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.SignIn.PendingLinks;

internal static class PendingLinkEndpoints
{
    public static void MapPendingLink(this IEndpointRouteBuilder routes)
    {
        var pending = routes.MapGroup("/me/pending-link").WithTags("Identities").RequireSession();
        pending.MapGet("", Show).WithName("getPendingLink")
            .WithSummary("The account that has signed in and waits for your answer");
        pending.MapPost("", Answer).WithName("answerPendingLink")
            .WithSummary("Link the account that waits, or refuse it")
            .WithDescription("With `accept: true` the account is connected and can sign in as you, and the session "
                + "gets a new cookie. With `false` its tokens are erased. A second answer is 404.");
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
        new(ProblemCode.NotFound, "No account waits for your answer: it was answered before, or its time is over.");
}
