namespace MusicAuth.SignIn.PendingLinks;

/// <summary>Carries out the user's answer to a pending link in one transaction.</summary>
internal sealed class PendingLinkResolver(
    MusicAuthDb db, IDatabaseDialect dialect, PendingLinkStore pendingLinks, AccountResolver accounts,
    SignInStore signIns, GrantChangeNotifier changes)
{
    /// <returns>The new secret of the session; null where no account is pending.</returns>
    /// <exception cref="ProblemException">account_linked_elsewhere, account_mismatch, registration_closed.</exception>
    public async Task<Secret?> AcceptAsync(Caller caller, SignInContext signIn)
    {
        Secret session;
        PendingConsent? pending;
        await using (var transaction = await dialect.BeginExclusiveTransactionAsync(db, CancellationToken.None))
        {
            pending = await pendingLinks.TakeAsync(caller, CancellationToken.None);
            if (pending is null)
            {
                // Commits the deletion of a row that cannot be decrypted.
                await transaction.CommitAsync();
                return null;
            }

            ResolvedAccount resolved;
            try
            {
                resolved = await accounts.ResolveAcceptedAsync(
                    pending.Account, caller.UserId, signIn, CancellationToken.None);
            }
            catch (ProblemException)
            {
                await transaction.RollbackAsync();
                await RejectAsync(caller);
                throw;
            }

            session = await signIns.SaveLinkAsync(resolved, pending, caller, signIn.Browser, CancellationToken.None);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        await changes.NotifyAsync(caller.UserId, pending.Account.Provider);
        return session;
    }

    /// <summary>Erases the tokens of the pending account.</summary>
    /// <returns>False where no account is pending.</returns>
    public async Task<bool> RejectAsync(Caller caller)
    {
        if (!await pendingLinks.EraseAsync(caller, CancellationToken.None))
            return false;
        await dialect.TruncateWalAsync(CancellationToken.None);
        return true;
    }
}
