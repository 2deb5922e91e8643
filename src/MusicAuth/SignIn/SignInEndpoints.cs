using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.SignIn;

public static class SignInEndpoints
{
    public static void MapSignInEndpoints(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Sign-in");
        group.MapGet("/providers", ListProviders)
            .WithName("listProviders").WithSummary("The providers, and whether the caller is signed in");
        group.MapGet("/login/{provider}", Begin).RejectDuplicates("returnUrl", "scope", "claim", "guided")
            .WithName("beginSignIn").WithSummary("Start a sign-in: redirects to the provider's consent page")
            .WithDescription("A request from another site receives a page with a link to continue.")
            .Produces(StatusCodes.Status302Found).Produces<string>(StatusCodes.Status200OK, "text/html");
        // The provider's handler answers before routing does; this is for a provider that is off.
        group.MapGet("/callback/{provider}", HandleUnconfiguredCallback)
            .WithName("completeSignIn").WithSummary("Finish a sign-in: the provider redirects the browser here")
            .Produces(StatusCodes.Status302Found);
        // A HEAD begins no flow and completes none (case f10).
        group.MapMethods("/login/{provider}", [HttpMethods.Head], HandleHead).ExcludeFromDescription();
        group.MapMethods("/callback/{provider}", [HttpMethods.Head], HandleHead).ExcludeFromDescription();
        group.MapPost("/logout", LogOut).RequireSession()
            .WithName("logOut").WithSummary("Sign out this browser");
    }

    private static Ok<ProviderList> ListProviders(
        HttpContext context, ProviderRegistry registry, PublicAddress address, GetProviderHealth condition) =>
        TypedResults.Ok(new ProviderList(
            context.Features.Get<Caller>() is not null,
            [.. registry.All.Select(provider => new ProviderInfo(
                provider.Name, provider.DisplayName, provider.IsConfigured, address.LoginUrl(provider.Name),
                registry.GetRedirectUri(provider), registry.UsesManualRedirect(provider), provider.Scopes,
                provider.AllowedScopes, GetHealth(provider, context, condition)))]));

    // Strangers are not told how our app stands with a provider.
    private static ProviderHealthInfo? GetHealth(
        ProviderRegistration provider, HttpContext context, GetProviderHealth condition) =>
        context.Features.Get<Caller>() is null ? null
        : provider.IsConfigured ? condition(provider.Name) : ProviderHealthInfo.Ok;

    private static async Task<IResult> Begin(
        string provider, string? returnUrl, string? scope, string? claim, string? guided, HttpContext context,
        ProviderRegistry registry, GrantStore grants, TimeProvider time)
    {
        var registration = registry.Get(provider);
        if (returnUrl is not null && !LocalPath.IsLocal(returnUrl))
            throw new ProblemException(
                ProblemCode.InvalidParameter, "returnUrl must be a path on this site that begins with a single slash.");
        var scopes = RequestedScopes(registration, scope);
        if (!registration.IsConfigured)
            return Results.Redirect($"/?error=sign_in_failed&provider={registration.Name}&reason=not_configured");
        // At its end the person will stand before an error page: the page tells it before.
        if (registry.UsesManualRedirect(registration) && guided != "true")
            return Results.Redirect(GuideUrl(registration.Name, returnUrl, scope, claim));
        if (ContinuePage.IsNeeded(context.Request))
            return ContinuePage.Render(registration, context.Request);
        var userId = context.Features.Get<Caller>()?.UserId;
        var held = userId is { } user
            ? await grants.FindAsync(user, registration.Name, context.RequestAborted)
            : null;
        var flow = FlowProperties.Create(
            returnUrl ?? "/", userId, claim, AddGrantedScopes(registration, scopes, held), time.GetUtcNow());
        return Results.Challenge(flow, [registration.Name]);
    }

    private static string GuideUrl(string provider, string? returnUrl, string? scope, string? claim)
    {
        Dictionary<string, string?> query = new(StringComparer.Ordinal)
        {
            ["guide"] = provider,
            ["returnUrl"] = returnUrl,
            ["scope"] = scope,
            ["claim"] = claim,
        };
        return QueryHelpers.AddQueryString("/", query);
    }

    private static string[] RequestedScopes(ProviderRegistration provider, string? scope)
    {
        var extra = (scope ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (extra.Except(provider.RequestableScopes, StringComparer.Ordinal).Any())
            throw new ProblemException(
                ProblemCode.InvalidParameter,
                $"scope contains a scope that {provider.DisplayName}:AllowedScopes does not allow.");
        return [.. provider.Scopes.Union(extra, StringComparer.Ordinal)];
    }

    // A token has what its own consent asked for: whoever signs in again must not lose what was granted before.
    private static string[] AddGrantedScopes(ProviderRegistration provider, string[] scopes, Grant? held) =>
    [
        .. scopes.Union((held?.Scopes ?? []).Intersect(provider.RequestableScopes, StringComparer.Ordinal),
            StringComparer.Ordinal),
    ];

    private static RedirectHttpResult HandleUnconfiguredCallback(string provider, ProviderRegistry registry) =>
        registry.Get(provider) is { IsConfigured: false, Name: var name }
            ? TypedResults.Redirect($"/?error=sign_in_failed&provider={name}&reason=not_configured")
            : throw new ProblemException(ProblemCode.NotFound, "This address does not exist. Check the path.");

    private static RedirectHttpResult HandleHead(string provider, ProviderRegistry registry)
    {
        _ = registry.Get(provider);
        return TypedResults.Redirect("/login");
    }

    private static async Task<NoContent> LogOut(
        HttpContext context, Caller caller, SessionStore sessions, SessionCookie cookie, AuditStore activity,
        GrantChangeNotifier changes)
    {
        await activity.RecordAsync(
            AuditEvent.Of(context, AuditKind.SignedOut),
            async () =>
            {
                // Of twins the one that stays good would sign the browser in again.
                foreach (var secret in cookie.ReadAll(context.Request))
                    await sessions.EndAsync(secret, context.RequestAborted);
                return true;
            },
            context.RequestAborted);
        await changes.NotifyAsync(caller.UserId, provider: null);

        cookie.SignOut(context.Response);
        return TypedResults.NoContent();
    }
}
