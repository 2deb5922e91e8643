using MusicAuth.Access;
using MusicAuth.Grants;
using MusicAuth.Persistence;
using MusicAuth.Web;

namespace MusicAuth.SignIn;

/// <summary>What a sign-in came to.</summary>
/// <param name="Session">The secret of the new session; null where the account waits for the user's answer.</param>
/// <param name="HeldBefore">The scopes of the connection that it renewed.</param>
public sealed record SignInOutcome(Secret? Session, IReadOnlyList<string> HeldBefore);

/// <summary>The end of a sign-in: user, grant and session, all or nothing; or a question to the user.</summary>
public sealed class SignInCeremony(
    MusicAuthDb db, IDatabaseDialect dialect, AccountAdmission admission, PendingLinkStore pending,
    SignInCompletion completion, GrantChanges changes)
{
    /// <exception cref="ProblemException">registration_closed, account_linked_elsewhere, account_mismatch.</exception>
    /// <exception cref="SignInException">Another account waits for an answer, or the session has ended.</exception>
    public async Task<SignInOutcome> CompleteAsync(
        Consent consent, Caller? current, Arrival arrival, Secret? oldSession, CancellationToken cancellationToken)
    {
        // Among sign-ins, what is read here stays true until the commit.
        await using var transaction = await dialect.BeginAloneAsync(db, cancellationToken);
        var admitted = await admission.AdmitAsync(consent.Account, current?.UserId, arrival, cancellationToken);
        if (admitted is null)
        {
            await HoldAsync(consent, current!, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new SignInOutcome(Session: null, []);
        }

        var session = await completion.BeginAsync(admitted, consent, arrival, oldSession, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        admission.Committed(admitted);
        await changes.TellAsync(admitted.Account.UserId, consent.Account.Provider);
        return new SignInOutcome(session, admitted.HeldBefore);
    }

    private async Task HoldAsync(Consent consent, Caller current, CancellationToken cancellationToken)
    {
        switch (await pending.HoldAsync(
            current, consent.Account, consent.ClientId, consent.Tokens, cancellationToken))
        {
            case PendingLinkResult.OtherPending:
                throw SignInException.Failed("link_pending");
            case PendingLinkResult.SessionEnded:
                throw SignInException.Failed("other_session");
        }
    }
}
