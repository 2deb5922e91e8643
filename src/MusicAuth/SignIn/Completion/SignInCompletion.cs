namespace MusicAuth.SignIn.Completion;

/// <summary>Stores user, grant and session in one transaction, or holds the account for confirmation.</summary>
internal sealed class SignInCompletion(
    MusicAuthDb db, IDatabaseDialect dialect, AccountResolver accounts, PendingLinkStore pendingLinks,
    SignInStore signIns, GrantChangeNotifier changes)
{
    /// <exception cref="ProblemException">registration_closed, account_linked_elsewhere, account_mismatch.</exception>
    /// <exception cref="SignInException">Another account waits for confirmation, or the session has ended.</exception>
    public async Task<SignInOutcome> CompleteAsync(
        Consent consent, Caller? caller, SignInContext signIn, Secret? previousSession,
        CancellationToken cancellationToken)
    {
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        var resolved = await accounts.ResolveAsync(consent.Account, caller?.UserId, signIn, cancellationToken);
        if (resolved is null)
        {
            await HoldAsync(consent, caller!, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new SignInOutcome(Session: null, []);
        }

        var session = await signIns.SaveSignInAsync(
            resolved, consent, signIn.Browser, previousSession, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        accounts.OnCommitted(resolved);
        await NotifyAsync(resolved, consent);
        return new SignInOutcome(session, resolved.PreviousScopes, resolved.Registration.HasInvalidOwnerLink);
    }

    private Task NotifyAsync(ResolvedAccount resolved, Consent consent)
    {
        var (userId, provider) = (resolved.Registration.UserId, consent.Account.Provider);
        return resolved.IsRenewedBy(consent)
            ? changes.NotifyOfRenewalAsync(userId, provider)
            : changes.NotifyAsync(userId, provider);
    }

    private async Task HoldAsync(Consent consent, Caller caller, CancellationToken cancellationToken)
    {
        switch (await pendingLinks.HoldAsync(
            caller, consent.Account, consent.ClientId, consent.Tokens, cancellationToken))
        {
            case PendingLinkResult.AnotherPending:
                throw SignInException.Failed("link_pending");
            case PendingLinkResult.SessionEnded:
                throw SignInException.Failed("other_session");
        }
    }
}
