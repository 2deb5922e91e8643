namespace MusicAuth.SignIn.Completion;

/// <summary>The end of a sign-in: user, grant and session, all or nothing; or a question to the user.</summary>
public sealed class SignInTransaction(
    MusicAuthDb db, IDatabaseDialect dialect, AccountResolver admission, PendingLinkStore pending,
    SignInStore completion, GrantChangeNotifier changes)
{
    /// <exception cref="ProblemException">registration_closed, account_linked_elsewhere, account_mismatch.</exception>
    /// <exception cref="SignInException">Another account waits for an answer, or the session has ended.</exception>
    public async Task<SignInOutcome> CompleteAsync(
        Consent consent, Caller? current, SignInContext arrival, Secret? oldSession, CancellationToken cancellationToken)
    {
        // Among sign-ins, what is read here stays true until the commit.
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        var admitted = await admission.ResolveAsync(consent.Account, current?.UserId, arrival, cancellationToken);
        if (admitted is null)
        {
            await HoldAsync(consent, current!, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new SignInOutcome(Session: null, []);
        }

        var session = await completion.SaveSignInAsync(admitted, consent, arrival, oldSession, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        admission.OnCommitted(admitted);
        await changes.NotifyAsync(admitted.Registration.UserId, consent.Account.Provider);
        return new SignInOutcome(session, admitted.PreviousScopes);
    }

    private async Task HoldAsync(Consent consent, Caller current, CancellationToken cancellationToken)
    {
        switch (await pending.HoldAsync(
            current, consent.Account, consent.ClientId, consent.Tokens, cancellationToken))
        {
            case PendingLinkResult.AnotherPending:
                throw SignInException.Failed("link_pending");
            case PendingLinkResult.SessionEnded:
                throw SignInException.Failed("other_session");
        }
    }
}
