using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.Sessions;

/// <summary>
/// Acts of consequence ask for a recent sign-in: a stolen cookie alone must not be enough for them (SECURITY T5, ASVS
/// 7.5.1 and 7.5.3).
/// </summary>
public sealed class RecentSignIn(
    MusicAuthDb db, IsProviderEnabled isOn, PublicAddress address, AuditLog activity, TimeProvider time)
{
    public static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    // The clocks of two replicas may differ; a sign-in far in the future comes from a clock that was wrong.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Lets the request pass if its session signed in within the last hour.</summary>
    /// <param name="context">The request of a session.</param>
    /// <param name="returnUrl">The part of the page where the user goes on after the sign-in, as a local path.</param>
    /// <exception cref="ProblemException">fresh_sign_in_required, with a login_url.</exception>
    public async Task RequireAsync(HttpContext context, string returnUrl)
    {
        if (context.Features.Get<Caller>() is not { SignedInAt: { } signedInAt } caller)
            throw new InvalidOperationException("The endpoint must require a session.");
        var age = time.GetUtcNow() - signedInAt;
        if (age >= -ClockSkew && age <= MaxAge)
            return;
        activity.Record(AuditEvent.Of(context, AuditKind.ScopeRefused) with
        {
            Data = "recent sign-in",
            Outcome = ProblemCode.FreshSignInRequired.Code,
        });
        var provider = await ProviderOfAsync(caller.UserId, context.RequestAborted);
        throw new ProblemException(
            ProblemCode.FreshSignInRequired,
            "This request requires a sign-in within the last hour. Open login_url, sign in again, and repeat the "
            + "request.")
        {
            LoginUrl = address.LoginUrl(provider, returnUrl),
            Provider = provider,
        };
    }

    // Any account of the user proves who they are; null where every one of their providers is off.
    private async Task<string?> ProviderOfAsync(Guid userId, CancellationToken cancellationToken)
    {
        var providers = await db.Set<Identity>().Where(identity => identity.UserId == userId)
            .OrderBy(identity => identity.Id).Select(identity => identity.Provider).ToListAsync(cancellationToken);
        return providers.Find(provider => isOn(provider));
    }
}
