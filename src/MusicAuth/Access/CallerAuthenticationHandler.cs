using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Serilog;

namespace MusicAuth.Access;

/// <summary>Turns a key or the session cookie into a <see cref="Caller"/>.</summary>
public sealed class CallerAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    SessionCookie cookie, KnownSessions knownSessions, ApiKeyCheck keys, ApiKeyUse uses, IDiagnosticContext diagnostics)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "caller";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Bearer decides where both are sent; there is no fallback to the cookie.
        var caller = Bearer.IsIn(Request) ? await ByKeyAsync() : await BySessionAsync();
        if (caller is null)
            return AuthenticateResult.NoResult();
        diagnostics.Set("UserId", caller.UserId);
        if (caller.Key is { } key)
            diagnostics.Set("KeyId", key.Id);
        Context.Features.Set(caller);
        var identity = new ClaimsIdentity([new Claim("sub", caller.UserId.ToString())], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private async Task<Caller?> ByKeyAsync()
    {
        if (await keys.CheckAsync(Bearer.TokenOf(Request), Context.RequestAborted) is not { } known)
            return null;
        var (now, address) = (TimeProvider.GetUtcNow(), Context.Connection.RemoteIpAddress);
        if (known.IsNewUse(now, address))
            uses.Note(new KeyUse(known.Caller.Key!.Id, now, CoarseAddress.Of(address)));
        return known.Caller;
    }

    private async Task<Caller?> BySessionAsync()
    {
        if (cookie.Read(Request) is not { } secret)
            return null;
        // Asked for here and not by the constructor: a call with a key needs no database.
        var sessions = Context.RequestServices.GetRequiredService<Sessions>();
        if (await sessions.FindAsync(secret, Context.RequestAborted) is not { } caller)
            return null;
        knownSessions.Note(secret);
        return caller;
    }
}
