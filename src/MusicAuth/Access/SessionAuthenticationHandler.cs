using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Serilog;

namespace MusicAuth.Access;

/// <summary>Turns the session cookie into a <see cref="Caller"/>.</summary>
public sealed class SessionAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    SessionCookie cookie, Sessions sessions, IDiagnosticContext diagnostics)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "session";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Bearer decides where both are sent; there is no fallback to the cookie.
        if (Request.Headers.Authorization.Count > 0 || cookie.Read(Request) is not { } secret)
            return AuthenticateResult.NoResult();
        if (await sessions.FindAsync(secret, Context.RequestAborted) is not { } caller)
            return AuthenticateResult.NoResult();
        diagnostics.Set("UserId", caller.UserId);
        Context.Features.Set(caller);
        var identity = new ClaimsIdentity([new Claim("sub", caller.UserId.ToString())], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}
