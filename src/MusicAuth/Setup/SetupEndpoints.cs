using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Setup;

internal static class SetupEndpoints
{
    private const string ReturnUrl = "/#account/setup";

    public static void MapSetup(this IEndpointRouteBuilder routes)
    {
        var setup = routes.MapGroup("/setup/providers").WithTags("Setup").RequireOwnerOrSetupBrowser();
        setup.MapGet("", List).WithName("listProviderApps")
            .WithSummary("The apps that this MusicAuth has at the providers, without their secrets");
        setup.MapPut("/{provider}", Set).WithName("setProviderApp")
            .WithSummary("Set the app of a provider; the provider checks it first, and it works without a restart");
        setup.MapDelete("/{provider}", Remove).WithName("removeProviderApp")
            .WithSummary("Remove the app of a provider; its connections need another sign-in once a new app is set");
    }

    private static async Task<Ok<ProviderAppList>> List(ProviderSetup setup, CancellationToken cancellationToken) =>
        TypedResults.Ok(await setup.ListAsync(cancellationToken));

    private static async Task<Ok<ProviderAppInfo>> Set(
        string provider, ProviderAppRequest request, ProviderSetup setup, RecentSignIn recent, HttpContext context)
    {
        await RequireRecentOwnerAsync(recent, context);
        return TypedResults.Ok(await setup.SetAsync(
            provider, request, AuditEvent.Of(context, AuditKind.ProviderAppChanged), context.RequestAborted));
    }

    private static async Task<NoContent> Remove(
        string provider, ProviderSetup setup, RecentSignIn recent, HttpContext context)
    {
        await RequireRecentOwnerAsync(recent, context);
        await setup.RemoveAsync(
            provider, AuditEvent.Of(context, AuditKind.ProviderAppRemoved), context.RequestAborted);
        return TypedResults.NoContent();
    }

    // Without a provider no account can sign in and become the owner.
    private static Task RequireRecentOwnerAsync(RecentSignIn recent, HttpContext context) =>
        context.Features.Get<Caller>() is { IsOwner: true }
            ? recent.RequireAsync(context, ReturnUrl)
            : Task.CompletedTask;
}
