using System.Collections.Frozen;
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

    private static readonly FrozenSet<string> SessionScopes = [Scopes.LibraryRead, Scopes.ConnectionsRead];
    private static readonly FrozenSet<string> OwnerScopes = [.. SessionScopes, Scopes.MetricsRead];

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Bearer decides where both are sent; there is no fallback to the cookie.
        if (Request.Headers.Authorization.Count > 0 || cookie.Read(Request) is not { } secret)
            return AuthenticateResult.NoResult();
        if (await sessions.FindUserAsync(secret, Context.RequestAborted) is not { } user)
            return AuthenticateResult.NoResult();
        diagnostics.Set("UserId", user.Id);
        Context.Features.Set(
            new Caller(user.Id, CallerKind.Session, user.IsOwner ? OwnerScopes : SessionScopes));
        var identity = new ClaimsIdentity([new Claim("sub", user.Id.ToString())], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}
