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
    MusicAuthDb db, IDatabaseDialect dialect, AccountAdmission admission, GrantStore grants, Sessions sessions,
    ActivityStore activity, GrantChanges changes)
{
    /// <exception cref="ProblemException">registration_closed, account_linked_elsewhere, account_mismatch.</exception>
    public async Task<SignInOutcome> CompleteAsync(
        Consent consent, Guid? currentUser, Arrival arrival, Secret? oldSession, CancellationToken cancellationToken)
    {
        // Among sign-ins, what is read here stays true until the commit.
        await using var transaction = await dialect.BeginAloneAsync(db, cancellationToken);
        var admitted = await admission.AdmitAsync(consent.Account, currentUser, arrival, cancellationToken);
        var account = admitted.Account;
        if (!admitted.IsOtherConnected)
            await grants.SaveConsentAsync(
                account.UserId, consent.Account, consent.ClientId, consent.Tokens, cancellationToken);
        var session = await sessions.BeginAsync(
            account.UserId, account.IdentityId, arrival.Visit, cancellationToken);
        if (oldSession is not null)
            await sessions.EndAsync(oldSession, cancellationToken);
        RecordEvents(account, session.Id, consent.Account.Provider, arrival);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        admission.Committed(admitted);
        await changes.TellAsync(account.UserId, consent.Account.Provider);
        return new SignInOutcome(session.Secret, admitted.HeldBefore);
    }

    private void RecordEvents(RegistrationResult account, Guid sessionId, string provider, Arrival arrival)
    {
        var signedIn = new ActivityEvent(ActivityKind.SignedIn)
        {
            UserId = account.UserId,
            CallerKind = ActivityCallerKind.Session,
            CallerId = sessionId.ToString(),
            Provider = provider,
            Address = arrival.Visit.Address,
            Outcome = ActivityEvent.Ok,
        };
        activity.Add(signedIn);
        if (account.IsLinked)
            activity.Add(signedIn with { Kind = ActivityKind.IdentityLinked }, ActivityOddities.LinkedAccount);
        if (account.IsNewOwner)
            activity.Add(signedIn with { Kind = ActivityKind.OwnershipClaimed, Provider = null });
        if (account.FormerOwner is { } former)
            activity.Add(new ActivityEvent(ActivityKind.OwnershipEnded)
            {
                UserId = former,
                Address = arrival.Visit.Address,
                Outcome = ActivityEvent.Ok,
            });
    }
}
