using MusicAuth.Access;
using MusicAuth.Grants;
using MusicAuth.Persistence;
using MusicAuth.Web;

namespace MusicAuth.SignIn;

/// <summary>What a sign-in came to.</summary>
/// <param name="Session">The secret of the new session.</param>
/// <param name="HeldBefore">The scopes of the connection that it renewed.</param>
public sealed record SignInOutcome(Secret Session, IReadOnlyList<string> HeldBefore);

/// <summary>The end of a sign-in: user, grant and session, all or nothing.</summary>
public sealed class SignInCeremony(
    MusicAuthDb db, IDatabaseDialect dialect, Users users, GrantStore grants, Sessions sessions,
    ActivityStore activity, GrantChanges changes)
{
    /// <exception cref="ProblemException">registration_closed, account_linked_elsewhere, account_mismatch.</exception>
    public async Task<SignInOutcome> CompleteAsync(
        Consent consent, Guid? currentUser, Arrival arrival, Secret? oldSession, CancellationToken cancellationToken)
    {
        // Among sign-ins, what is read here stays true until the commit.
        await using var transaction = await dialect.BeginAloneAsync(db, cancellationToken);
        var (userId, isNewOwner) = await users.AdmitAsync(
            consent.Account, currentUser, arrival, cancellationToken);
        var connected = await grants.FindAsync(userId, consent.Account.Provider, cancellationToken);
        if (connected is not null && !IsSameAccount(connected, consent.Account))
            throw new ProblemException(
                ProblemCode.AccountMismatch, "Another account of this provider is connected; it stays.");
        await grants.SaveConsentAsync(userId, consent.Account, consent.ClientId, consent.Tokens, cancellationToken);
        var session = await sessions.BeginAsync(userId, arrival.Visit, cancellationToken);
        if (oldSession is not null)
            await sessions.EndAsync(oldSession, cancellationToken);
        var signedIn = SignedIn(userId, session.Id, consent.Account.Provider, arrival);
        activity.Add(signedIn);
        if (isNewOwner)
            activity.Add(signedIn with { Kind = ActivityKind.OwnershipClaimed, Provider = null });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await changes.TellAsync(userId, consent.Account.Provider);
        return new SignInOutcome(session.Secret, connected?.Scopes ?? []);
    }

    private static ActivityEvent SignedIn(Guid userId, Guid sessionId, string provider, Arrival arrival) =>
        new(ActivityKind.SignedIn)
        {
            UserId = userId,
            CallerKind = ActivityCallerKind.Session,
            CallerId = sessionId.ToString(),
            Provider = provider,
            Address = arrival.Visit.Address,
            Outcome = ActivityEvent.Ok,
        };

    // The grant may still bear the profile's id from before the provider told an account_id.
    private static bool IsSameAccount(Grant grant, ProviderAccount account) =>
        grant.AccountId == account.AccountId || grant.AccountId == account.ProviderUserId;
}
