using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Serilog;

namespace MusicAuth.Access.Requests;

/// <summary>Turns a key or the session cookie into a <see cref="Caller"/>.</summary>
public sealed class CallerAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    SessionCookie cookie, KnownSessionCache knownSessions, ApiKeyValidator keys, ApiKeyUsageWriter uses, AuditLog activity,
    IDiagnosticContext diagnostics)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "caller";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Bearer decides where both are sent; there is no fallback to the cookie.
        var caller = BearerToken.IsPresent(Request) ? await ByKeyAsync() : await BySessionAsync();
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
        var verdict = await keys.ValidateAsync(BearerToken.Read(Request), Context.RequestAborted);
        if (verdict.Key is not { } known)
        {
            NoteRefused(verdict.RejectedRow);
            return null;
        }

        uses.Record(known, Context.Connection.RemoteIpAddress);
        return known.Caller;
    }

    // An id that somebody made up is not written down: there are too many of them.
    private void NoteRefused(ApiKey? key)
    {
        var told = AuditEvent.Of(Context, AuditKind.KeyRefused) with
        {
            Outcome = ProblemCode.Unauthenticated.Code,
        };
        activity.Record(key is null ? told : told with
        {
            UserId = key.UserId,
            CallerKind = AuditCallerKind.Key,
            CallerId = key.Id,
            CallerName = key.Name,
        });
    }

    private async Task<Caller?> BySessionAsync()
    {
        var secrets = cookie.ReadAll(Request);
        if (secrets.Count == 0)
            return null;
        // Asked for here and not by the constructor: a call with a key needs no database.
        var sessions = Context.RequestServices.GetRequiredService<SessionStore>();
        (Caller Caller, Secret Secret)? newest = null;
        foreach (var secret in secrets)
        {
            // Ids are made of the time: of several good sessions the last sign-in counts, not the cookies' order.
            if (await sessions.FindAsync(secret, Context.RequestAborted) is { } caller
                && (newest is not { } before || caller.SessionId!.Value.CompareTo(before.Caller.SessionId!.Value) > 0))
                newest = (caller, secret);
        }

        if (newest is not { } found)
            return null;
        knownSessions.Add(found.Secret);
        Context.Features.Set(new PresentedSession(found.Secret));
        return found.Caller;
    }
}
