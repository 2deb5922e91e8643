using MusicAuth.Access;
using MusicAuth.Grants;
using MusicAuth.Persistence;
using MusicAuth.Web;

namespace MusicAuth.SignIn;

/// <summary>Carries out the user's answer to a pending link, all or nothing.</summary>
public sealed class LinkAnswers(
    MusicAuthDb db, IDatabaseDialect dialect, PendingLinkStore pending, AccountAdmission admission,
    SignInCompletion completion, GrantChanges changes)
{
    /// <summary>Links the account, connects it, and gives the session a new secret.</summary>
    /// <returns>The new secret; null where nothing waits for an answer.</returns>
    /// <exception cref="ProblemException">account_linked_elsewhere, account_mismatch, registration_closed.</exception>
    public async Task<Secret?> AcceptAsync(Caller caller, Arrival arrival)
    {
        Secret session;
        PendingConsent? held;
        await using (var transaction = await dialect.BeginAloneAsync(db, CancellationToken.None))
        {
            held = await pending.TakeAsync(caller, CancellationToken.None);
            if (held is null)
            {
                // What no key decrypts is erased.
                await transaction.CommitAsync();
                return null;
            }

            AdmittedAccount admitted;
            try
            {
                admitted = await admission.AdmitAcceptedAsync(
                    held.Account, caller.UserId, arrival, CancellationToken.None);
            }
            catch (ProblemException)
            {
                await transaction.RollbackAsync();
                await RefuseAsync(caller);
                throw;
            }

            session = await completion.ContinueAsync(
                admitted, held, caller, arrival.Visit, CancellationToken.None);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        await changes.TellAsync(caller.UserId, held.Account.Provider);
        return session;
    }

    /// <summary>Erases the tokens.</summary>
    /// <returns>False where nothing waits for an answer.</returns>
    public async Task<bool> RefuseAsync(Caller caller)
    {
        if (!await pending.EraseAsync(caller, CancellationToken.None))
            return false;
        await dialect.EraseRemainsAsync(CancellationToken.None);
        return true;
    }
}
