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
        Caller caller, PendingLinkStore pendingLinks, CancellationToken cancellationToken) =>
        await pendingLinks.FindAsync(caller, cancellationToken) is { } link
            ? TypedResults.Ok(PendingLinkInfo.From(link))
            : throw NothingPending();

    // Not cancelled by a disconnect, because the tokens exist only once.
    private static async Task<NoContent> Answer(
        PendingLinkAnswer answer, Caller caller, SessionCookie cookie, HttpContext context)
    {
        if (answer.Accept is not { } accept)
            throw new ProblemException(ProblemCode.InvalidParameter, "accept must be true or false.");
        var services = context.RequestServices;
        if (!accept)
            return await ContentionRetry.RunAsync(
                services, (PendingLinkResolver resolver) => resolver.RejectAsync(caller))
                ? TypedResults.NoContent()
                : throw NothingPending();

        var signIn = SignInContext.Of(context);
        var session = await ContentionRetry.RunAsync(
            services, (PendingLinkResolver resolver) => resolver.AcceptAsync(caller, signIn)) ?? throw NothingPending();
        cookie.Write(context.Response, session);
        return TypedResults.NoContent();
    }

    private static ProblemException NothingPending() => new(
        ProblemCode.NotFound,
        "No account is waiting for your answer. You have already answered, or the ten minutes are over. Sign in with "
        + "the account again to link it.");
}
