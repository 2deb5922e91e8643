using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;

namespace MusicAuth.SignIn.OAuth;

/// <summary>The authorization code flow of both providers. Subclasses override the differences.</summary>
internal abstract class ProviderAuthenticationHandler<TOptions>(
    IOptionsMonitor<TOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : OAuthHandler<TOptions>(options, logger, encoder)
    where TOptions : ProviderAuthenticationOptions, new()
{
    private const string CorrelationProperty = ".xsrf";
    private const string CorrelationMarker = "N";

    private CallbackCoordinator? _coordinator;
    private TokenSet? _tokens;

    /// <summary>Exchanges the single-use code (RFC 6749, section 4.1.3).</summary>
    /// <exception cref="SignInException">The provider refused the code or did not respond.</exception>
    protected abstract Task<TokenSet> ExchangeAsync(string code, string? codeVerifier);

    /// <exception cref="SignInException">The provider refused the profile or did not respond.</exception>
    protected abstract Task<ProviderProfile> GetProfileAsync(AccessToken accessToken);

    private CallbackCoordinator Coordinator => _coordinator ??=
        ActivatorUtilities.CreateInstance<CallbackCoordinator>(Context.RequestServices, Context);

    // Other methods fall through to routing, which returns 405.
    public override Task<bool> ShouldHandleRequestAsync() =>
        Task.FromResult(CallbackPath.Matches(Request.Path, Options.CallbackPath) && HttpMethods.IsGet(Request.Method));

    public override async Task<bool> HandleRequestAsync()
    {
        if (!await ShouldHandleRequestAsync())
            return false;
        if (PrefetchRequest.IsPrefetch(Request))
        {
            await ProblemWriter.WriteAsync(Context, PrefetchRequest.Refusal);
            return true;
        }

        try
        {
            return await base.HandleRequestAsync();
        }
        finally
        {
            await Coordinator.CompleteAsync();
        }
    }

    // The redirectUri argument comes from the Host header, so it is replaced by the configured one.
    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri) =>
        base.BuildChallengeUrl(properties, Options.RedirectUri);

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        var states = Request.Query["state"];
        if (states.Count == 0 && AuthorizationErrorResponse.Parse(Request.Query) is { } error)
            return Fail(error);
        if (states.Count != 1 || Request.Query["code"].Count > 1
            || ProtectedState.ComputeHash(states[0]!) is not { } stateHash
            || Options.StateDataFormat.Unprotect(states[0]) is not { } properties
            // RFC 9207: an issuer in the response must be the provider of this flow.
            || (Request.Query.TryGetValue("iss", out var issuer) && issuer != Issuer))
            return Fail(SignInException.Failed("state"));
        var hasCookie = HasCorrelationCookie(properties);
        if (await Coordinator.TryReplayAsync(stateHash, hasCookie))
        {
            ValidateCorrelationId(properties);
            return HandleRequestResult.Handle();
        }

        // The state itself does not expire, and not every browser honours the expiry of the flow's cookie.
        if (TimeProvider.GetUtcNow() - properties.IssuedUtc is not { } age || age > Options.RemoteAuthenticationTimeout)
            return Fail(SignInException.Failed("expired"));
        if (FlowProperties.GetUserId(properties) != Context.Features.Get<Caller>()?.UserId)
            return Fail(SignInException.Failed("other_session"));
        if (!hasCookie)
            return Fail(SignInException.Failed("state"));
        return await ExchangeOnceAsync(properties, stateHash);
    }

    private async Task<HandleRequestResult> ExchangeOnceAsync(AuthenticationProperties properties, byte[] stateHash)
    {
        var failure = AuthorizationErrorResponse.Parse(Request.Query)
            ?? (string.IsNullOrEmpty(Request.Query["code"]) ? SignInException.Failed("no_code") : null);
        if (failure is not null)
        {
            ValidateCorrelationId(properties);
            return Fail(failure);
        }

        if (await Coordinator.TryJoinAsync(stateHash))
        {
            ValidateCorrelationId(properties);
            return HandleRequestResult.Handle();
        }

        var isAnonymous = FlowProperties.GetUserId(properties) is null;
        return await Coordinator.ReserveExchangeAsync(stateHash, isAnonymous) is { } refusal
            ? Fail(refusal)
            : await base.HandleRemoteAuthenticateAsync();
    }

    // Also deletes the cookie. The base class reads only one of several cookies with the same name.
    protected override bool ValidateCorrelationId(AuthenticationProperties properties)
    {
        if (!HasCorrelationCookie(properties))
            return false;
        Response.Cookies.Delete(
            CorrelationCookieName(properties)!, Options.CorrelationCookie.Build(Context, TimeProvider.GetUtcNow()));
        properties.Items.Remove(CorrelationProperty);
        return true;
    }

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        context.Properties.Items.Remove(OAuthConstants.CodeVerifierKey, out var verifier);
        _tokens = await ExchangeAsync(context.Code, verifier);
        // The base class only checks that an access token exists. The real token stays in _tokens.
        var response = OAuthTokenResponse.Success(JsonDocument.Parse("{}"));
        response.AccessToken = "***";
        return response;
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(
        ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var profile = await GetProfileAsync(_tokens!.AccessToken);
        // RFC 6749, section 5.1: a response without scopes grants the requested ones.
        var granted = _tokens with { Scopes = _tokens.Scopes ?? FlowProperties.GetScopes(properties) };
        FlowProperties.SetConsent(properties, new Consent(profile.ToAccount(Scheme.Name), Options.ClientId, granted));
        return new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme.Name);
    }

    // Without the cookie the request comes from another browser, for which nothing is written.
    private bool HasCorrelationCookie(AuthenticationProperties properties) =>
        CorrelationCookieName(properties) is { } name
        && RequestCookies.GetValues(Request, name).Contains(CorrelationMarker, StringComparer.Ordinal);

    private string? CorrelationCookieName(AuthenticationProperties properties) =>
        properties.Items.TryGetValue(CorrelationProperty, out var correlation) && correlation is not null
            ? Options.CorrelationCookie.Name + correlation
            : null;

    private string Issuer => HostName.GetOrigin(new Uri(Options.AuthorizationEndpoint));

    private static HandleRequestResult Fail(Exception failure) => HandleRequestResult.Fail(failure);
}
