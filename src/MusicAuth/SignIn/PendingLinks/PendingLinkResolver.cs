namespace MusicAuth.SignIn.PendingLinks;

/// <summary>Carries out the user's answer to a pending link, all or nothing.</summary>
public sealed class PendingLinkResolver(
    MusicAuthDb db, IDatabaseDialect dialect, PendingLinkStore pending, AccountResolver admission,
    SignInStore completion, GrantChangeNotifier changes)
{
    /// <summary>Links the account, connects it, and gives the session a new secret.</summary>
    /// <returns>The new secret; null where nothing waits for an answer.</returns>
    /// <exception cref="ProblemException">account_linked_elsewhere, account_mismatch, registration_closed.</exception>
    public async Task<Secret?> AcceptAsync(Caller caller, SignInContext arrival)
    {
        Secret session;
        PendingConsent? held;
        await using (var transaction = await dialect.BeginExclusiveTransactionAsync(db, CancellationToken.None))
        {
            held = await pending.TakeAsync(caller, CancellationToken.None);
            if (held is null)
            {
                // What no key decrypts is erased.
                await transaction.CommitAsync();
                return null;
            }

            ResolvedAccount admitted;
            try
            {
                admitted = await admission.ResolveAcceptedAsync(
                    held.Account, caller.UserId, arrival, CancellationToken.None);
            }
            catch (ProblemException)
            {
                await transaction.RollbackAsync();
                await RejectAsync(caller);
                throw;
            }

            session = await completion.SaveLinkAsync(
                admitted, held, caller, arrival.Browser, CancellationToken.None);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        await changes.NotifyAsync(caller.UserId, held.Account.Provider);
        return session;
    }

    /// <summary>Erases the tokens.</summary>
    /// <returns>False where nothing waits for an answer.</returns>
    public async Task<bool> RejectAsync(Caller caller)
    {
        if (!await pending.EraseAsync(caller, CancellationToken.None))
            return false;
        await dialect.TruncateWalAsync(CancellationToken.None);
        return true;
    }
}
