using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;
using MusicAuth.Access;
using MusicAuth.Grants;

namespace MusicAuth.SignIn;

/// <summary>The authorization code flow as both providers share it; what differs is overridden in theirs.</summary>
public abstract class ProviderAuthenticationHandler<TOptions>(
    IOptionsMonitor<TOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : OAuthHandler<TOptions>(options, logger, encoder)
    where TOptions : ProviderAuthenticationOptions, new()
{
    private TokenSet? _tokens;

    /// <summary>Exchanges the code (RFC 6749, section 4.1.3) once; the code is spent by it.</summary>
    /// <exception cref="SignInException">The provider refused, or did not answer.</exception>
    protected abstract Task<TokenSet> ExchangeAsync(string code, string? codeVerifier);

    /// <summary>Who signed in.</summary>
    /// <exception cref="SignInException">The provider refused the profile, or did not answer.</exception>
    protected abstract Task<ProviderProfile> GetProfileAsync(AccessToken accessToken);

    /// <summary>Whether the provider says that the person refused.</summary>
    protected virtual bool IsRefusal => Request.Query["error"] == "access_denied";

    // Another method falls through to routing and gets its 405.
    public override Task<bool> ShouldHandleRequestAsync() =>
        Task.FromResult(Options.CallbackPath == Request.Path && HttpMethods.IsGet(Request.Method));

    // BuildRedirectUri uses the Host header and cannot be overridden; what it gives is only this argument.
    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri) =>
        base.BuildChallengeUrl(properties, Options.RedirectUri);

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        var states = Request.Query["state"];
        if (states.Count != 1 || Request.Query["code"].Count > 1)
            return Fail(SignInException.Failed("state"));
        if (Options.StateDataFormat.Unprotect(states[0]) is not { } properties)
            return Fail(SignInException.Failed("state"));
        // RFC 9207: whoever names itself must be the one that was asked.
        if (Request.Query.TryGetValue("iss", out var issuer) && issuer != Issuer)
            return Fail(SignInException.Failed("state"));
        // A state has no end of its own; the flow's cookie ends only in a browser that minds it.
        if (TimeProvider.GetUtcNow() - properties.IssuedUtc is not { } age || age > Options.RemoteAuthenticationTimeout)
            return Fail(SignInException.Failed("expired"));
        // Remote handlers come before the session's.
        await Context.AuthenticateAsync(CallerAuthenticationHandler.SchemeName);
        if (FlowProperties.User(properties) != Context.Features.Get<Caller>()?.UserId)
            return Fail(SignInException.Failed("other_session"));
        if (!HasCorrelationCookie(properties))
            return Fail(SignInException.Failed("state"));
        var spent = Context.RequestServices.GetRequiredService<SpentStates>();
        if (!await spent.SpendAsync(states[0]!, Context.RequestAborted))
            return Fail(SignInException.Failed("used"));
        if (!IsRefusal)
            return await base.HandleRemoteAuthenticateAsync();
        // Called for its other effect: it deletes the flow's cookie.
        ValidateCorrelationId(properties);
        return Fail(SignInException.Refused());
    }

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        context.Properties.Items.Remove(OAuthConstants.CodeVerifierKey, out var verifier);
        _tokens = await ExchangeAsync(context.Code, verifier);
        // The framework only wants to see that there is an access token; ours never leaves _tokens.
        var answer = OAuthTokenResponse.Success(JsonDocument.Parse("{}"));
        answer.AccessToken = "***";
        return answer;
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(
        ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var profile = await GetProfileAsync(_tokens!.AccessToken);
        // RFC 6749, section 5.1: an answer that names no scopes granted those asked for.
        var granted = _tokens with { Scopes = _tokens.Scopes ?? FlowProperties.Scopes(properties) };
        FlowProperties.SetConsent(properties, new Consent(profile.ToAccount(Scheme.Name), Options.ClientId, granted));
        return new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme.Name);
    }

    // The framework deletes the flow's cookie only in the answer: five parallel repeats still carry it, and the row
    // of spent states stops them. Without the cookie it is another browser, and nothing may be written for it.
    private bool HasCorrelationCookie(AuthenticationProperties properties) =>
        properties.Items.TryGetValue(".xsrf", out var correlation) && correlation is not null &&
        Request.Cookies.ContainsKey(Options.CorrelationCookie.Name + correlation);

    private string Issuer => new Uri(Options.AuthorizationEndpoint).GetLeftPart(UriPartial.Authority);

    private static HandleRequestResult Fail(Exception failure) => HandleRequestResult.Fail(failure);
}
