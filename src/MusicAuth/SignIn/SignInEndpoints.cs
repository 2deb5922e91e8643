using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.SignIn;

internal static class SignInEndpoints
{
    public static void MapSignInEndpoints(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Sign-in");
        group.MapGet("/providers", ListProviders)
            .WithName("listProviders").WithSummary("The providers, and the rights of this browser");
        group.MapGet("/login/{provider}", Begin).RejectDuplicates("returnUrl", "scope", "claim", "invite", "guided")
            .WithName("beginSignIn").WithSummary("Start a sign-in: redirects to the provider's consent page")
            .WithDescription("A request from another site receives a page with a link to continue.")
            .Produces(StatusCodes.Status302Found).Produces<string>(StatusCodes.Status200OK, "text/html");
        group.MapGet("/callback/{provider}", Complete)
            .WithName("completeSignIn").WithSummary("Finish a sign-in: the provider redirects the browser here")
            .Produces(StatusCodes.Status302Found);
        // A HEAD request must neither begin nor complete a flow (case f10).
        group.MapMethods("/login/{provider}", [HttpMethods.Head], HandleHead).ExcludeFromDescription();
        group.MapMethods("/callback/{provider}", [HttpMethods.Head], HandleHead).ExcludeFromDescription();
        group.MapPost("/logout", LogOut).RequireSession()
            .WithName("logOut").WithSummary("Sign out this browser");
    }

    private static async Task<Ok<ProviderList>> ListProviders(
        HttpContext context, ProviderRegistry registry, PublicAddress address, GetProviderHealth getHealth,
        IsSetupBrowser isSetupBrowser) =>
        TypedResults.Ok(new ProviderList(
            context.Features.Get<Caller>() is not null,
            await CanSetUpAsync(context, address, isSetupBrowser),
            [.. registry.All.Select(provider => new ProviderInfo(
                provider.Name, provider.DisplayName, provider.IsConfigured, address.LoginUrl(provider.Name),
                registry.GetRedirectUri(provider), registry.UsesManualRedirect(provider), provider.Scopes,
                provider.AllowedScopes, GetHealth(provider, context, getHealth)))]));

    // The page reads its right here: a refused GET /setup/providers would be an error in the browser's console.
    // isSetupBrowser throws for another site, and this list then says false.
    private static async ValueTask<bool> CanSetUpAsync(
        HttpContext context, PublicAddress address, IsSetupBrowser isSetupBrowser) =>
        context.Features.Get<Caller>() is null
        && OriginCheck.FindRefusalOfBrowser(context.Request, address) is null
        && await isSetupBrowser(context);

    // Anonymous requests do not learn the health of the app.
    private static ProviderHealthInfo? GetHealth(
        ProviderRegistration provider, HttpContext context, GetProviderHealth getHealth) =>
        context.Features.Get<Caller>() is null ? null
        : provider.IsConfigured ? getHealth(provider.Name) : ProviderHealthInfo.Ok;

    private static async Task<IResult> Begin(
        string provider, string? returnUrl, string? scope, string? claim, string? invite, string? guided,
        HttpContext context,
        ProviderRegistry registry, ProviderHandlers handlers, GrantStore grants, TimeProvider time)
    {
        var registration = registry.Get(provider);
        if (returnUrl is not null && !LocalPath.IsLocal(returnUrl))
            throw new ProblemException(
                ProblemCode.InvalidParameter, "returnUrl must be a path on this site that begins with a single slash.");
        var scopes = RequestedScopes(registration, scope);
        if (!registration.IsConfigured)
            return RedirectToNotConfigured(registration.Name);
        // The flow will end at an error page of the browser, so the page explains the steps first.
        if (registry.UsesManualRedirect(registration) && guided != "true")
            return Results.Redirect(GuideUrl(registration.Name, returnUrl, scope, claim, invite));
        if (ContinuePage.IsNeeded(context.Request))
            return ContinuePage.Render(registration, context.Request);
        var userId = context.Features.Get<Caller>()?.UserId;
        var grant = userId is { } user
            ? await grants.FindAsync(user, registration.Name, context.RequestAborted)
            : null;
        var flow = FlowProperties.Create(
            returnUrl ?? "/", userId, claim, invite, AddGrantedScopes(registration, scopes, grant), time.GetUtcNow());
        await (await handlers.CreateAsync(context, registration.Name)).ChallengeAsync(flow);
        return Results.Empty;
    }

    private static IResult RedirectToNotConfigured(string provider) =>
        Results.Redirect($"/?error=sign_in_failed&provider={provider}&reason=not_configured");

    private static string GuideUrl(
        string provider, string? returnUrl, string? scope, string? claim, string? invite) =>
        QueryHelpers.AddQueryString("/", new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["guide"] = provider,
            ["returnUrl"] = returnUrl,
            ["scope"] = scope,
            ["claim"] = claim,
            ["invite"] = invite,
        });

    private static string[] RequestedScopes(ProviderRegistration provider, string? scope)
    {
        var extra = (scope ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (extra.Except(provider.RequestableScopes, StringComparer.Ordinal).Any())
            throw new ProblemException(
                ProblemCode.InvalidParameter,
                $"scope contains a scope that {provider.DisplayName}:AllowedScopes does not allow.");
        return [.. provider.Scopes.Union(extra, StringComparer.Ordinal)];
    }

    // A token has only the scopes of its own consent, so a new sign-in also requests the earlier ones.
    private static string[] AddGrantedScopes(ProviderRegistration provider, string[] scopes, Grant? grant) =>
    [
        .. scopes.Union((grant?.Scopes ?? []).Intersect(provider.RequestableScopes, StringComparer.Ordinal),
            StringComparer.Ordinal),
    ];

    private static async Task<IResult> Complete(
        string provider, HttpContext context, ProviderRegistry registry, ProviderHandlers handlers)
    {
        var registration = registry.Get(provider);
        if (!registration.IsConfigured)
            return RedirectToNotConfigured(registration.Name);
        var handler = await handlers.CreateAsync(context, registration.Name);
        return await handler.HandleRequestAsync()
            ? Results.Empty
            : throw ProblemWriter.FromStatus(StatusCodes.Status404NotFound)!;
    }

    private static RedirectHttpResult HandleHead(string provider, ProviderRegistry registry)
    {
        _ = registry.Get(provider);
        return TypedResults.Redirect("/login");
    }

    private static async Task<NoContent> LogOut(
        HttpContext context, Caller caller, SessionStore sessions, SessionCookie cookie, AuditStore audit,
        GrantChangeNotifier changes)
    {
        await audit.RecordAsync(
            AuditEvent.Of(context, AuditKind.SignedOut),
            async () =>
            {
                // A second cookie with a valid session would keep the browser signed in.
                await sessions.EndAsync(cookie.ReadAll(context.Request), context.RequestAborted);
                return true;
            },
            context.RequestAborted);
        await changes.NotifyAsync(caller.UserId, provider: null);

        cookie.SignOut(context.Response);
        return TypedResults.NoContent();
    }
}
