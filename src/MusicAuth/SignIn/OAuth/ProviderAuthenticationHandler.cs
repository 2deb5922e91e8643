using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;

namespace MusicAuth.SignIn.OAuth;

/// <summary>The authorization code flow as both providers share it; what differs is overridden in theirs.</summary>
public abstract class ProviderAuthenticationHandler<TOptions>(
    IOptionsMonitor<TOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : OAuthHandler<TOptions>(options, logger, encoder)
    where TOptions : ProviderAuthenticationOptions, new()
{
    private const string CorrelationProperty = ".xsrf";
    private const string CorrelationMarker = "N";

    private CallbackCoordinator? _coordinator;
    private TokenSet? _tokens;

    /// <summary>Exchanges the code (RFC 6749, section 4.1.3) once; the code is spent by it.</summary>
    /// <exception cref="SignInException">The provider refused, or did not answer.</exception>
    protected abstract Task<TokenSet> ExchangeAsync(string code, string? codeVerifier);

    /// <summary>Who signed in.</summary>
    /// <exception cref="SignInException">The provider refused the profile, or did not answer.</exception>
    protected abstract Task<ProviderProfile> GetProfileAsync(AccessToken accessToken);

    private CallbackCoordinator Coordinator => _coordinator ??=
        ActivatorUtilities.CreateInstance<CallbackCoordinator>(Context.RequestServices, Context);

    // Another method falls through to routing and gets its 405.
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

    // BuildRedirectUri uses the Host header and cannot be overridden; what it gives is only this argument.
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
            // RFC 9207: a provider that names itself must be the one that was asked.
            || (Request.Query.TryGetValue("iss", out var issuer) && issuer != Issuer))
            return Fail(SignInException.Failed("state"));
        // Remote handlers come before the session's.
        await Context.AuthenticateAsync(CallerAuthenticationHandler.SchemeName);
        var hasCookie = HasCorrelationCookie(properties);
        if (await Coordinator.TryReplayAsync(stateHash, hasCookie))
        {
            ValidateCorrelationId(properties);
            return HandleRequestResult.Handle();
        }

        // A state has no end of its own; the flow's cookie ends only in a browser that minds it.
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
        var withoutCode = AuthorizationErrorResponse.Parse(Request.Query)
            ?? (string.IsNullOrEmpty(Request.Query["code"]) ? SignInException.Failed("no_code") : null);
        if (withoutCode is not null)
        {
            ValidateCorrelationId(properties);
            return Fail(withoutCode);
        }

        if (await Coordinator.TryJoinAsync(stateHash))
        {
            ValidateCorrelationId(properties);
            return HandleRequestResult.Handle();
        }

        return await Coordinator.ReserveExchangeAsync(stateHash, byStranger: FlowProperties.GetUserId(properties) is null) is { } refused
            ? Fail(refused)
            : await base.HandleRemoteAuthenticateAsync();
    }

    // Also deletes the cookie. The framework reads one of several cookies with the same name, by its place.
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
        var granted = _tokens with { Scopes = _tokens.Scopes ?? FlowProperties.GetScopes(properties) };
        FlowProperties.SetConsent(properties, new Consent(profile.ToAccount(Scheme.Name), Options.ClientId, granted));
        return new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme.Name);
    }

    // Without the cookie it is another browser, and nothing may be written for it.
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
