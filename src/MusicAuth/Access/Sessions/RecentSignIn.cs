namespace MusicAuth.Access.Sessions;

/// <summary>
/// Sensitive actions require a recent sign-in, so that a stolen cookie alone does not allow them (docs/security.md T5,
/// ASVS 7.5.1 and 7.5.3).
/// </summary>
internal sealed class RecentSignIn(
    IdentityStore identities, GuestEntrance entrance, IsProviderEnabled isEnabled, PublicAddress address,
    AuditLog audit, TimeProvider time)
{
    public static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    /// <summary>Refuses the request unless its session signed in within the last hour.</summary>
    /// <param name="context">The request of a session.</param>
    /// <param name="returnUrl">The local path of the page where the user continues after the sign-in.</param>
    /// <exception cref="ProblemException">fresh_sign_in_required, with a login_url.</exception>
    public async Task RequireAsync(HttpContext context, string returnUrl)
    {
        if (context.Features.Get<Caller>() is not { SignedInAt: { } signedInAt } caller)
            throw new InvalidOperationException("The endpoint must require a session.");
        var age = time.GetUtcNow() - signedInAt;
        // A sign-in that is further in the future comes from a wrong clock.
        if (age >= -ReplicaClocks.MaxSkew && age <= MaxAge)
            return;
        audit.Record(AuditEvent.Of(context, AuditKind.ScopeRefused) with
        {
            Data = "recent sign-in",
            Outcome = ProblemCode.FreshSignInRequired.Code,
        });
        var provider = await FindProviderAsync(caller, context.RequestAborted);
        throw new ProblemException(
            ProblemCode.FreshSignInRequired,
            "This request requires a sign-in within the last hour. Open login_url, sign in again, and repeat the "
            + "request.")
        {
            LoginUrl = address.LoginUrl(provider, returnUrl),
            Provider = provider,
        };
    }

    // Any account of the user that can sign in will do. Null where there is none now.
    private async Task<string?> FindProviderAsync(Caller caller, CancellationToken cancellationToken)
    {
        var accounts = await identities.ListAsync(caller.UserId, cancellationToken);
        foreach (var account in accounts.Where(account => isEnabled(account.Provider)))
        {
            if (caller.IsOwner || await entrance.IsAllowedAsync(account, cancellationToken))
                return account.Provider;
        }

        return null;
    }
}
