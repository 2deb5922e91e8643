using MusicAuth.Access;
using MusicAuth.Persistence;
using MusicAuth.Vault;
using MusicAuth.Web;

namespace MusicAuth.Grants;

/// <summary>Removes an account with its connection and its sessions, all or nothing.</summary>
public sealed class IdentityRemovalStore(
    MusicAuthDb db, IDatabaseDialect dialect, Identities identities, GrantStore grants, ActivityStore activity,
    HighWater highWater)
{
    /// <param name="caller">Whose account it is.</param>
    /// <param name="isRemoved">Which of the user's accounts.</param>
    /// <param name="missing">What is thrown where there is no such account.</param>
    /// <param name="told">Who asks, for the audit log.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the session that asks has ended with it.</returns>
    /// <exception cref="ProblemException">last_identity.</exception>
    public async Task<bool> RemoveAsync(
        Caller caller, Func<Identity, bool> isRemoved, Func<ProblemException> missing, ActivityEvent told,
        CancellationToken cancellationToken)
    {
        bool endsSession;
        await using (var transaction = await dialect.BeginAloneAsync(db, cancellationToken))
        {
            var all = await identities.ListAsync(caller.UserId, cancellationToken);
            var identity = all.FirstOrDefault(isRemoved) ?? throw missing();
            if (all.Count == 1)
                throw LastIdentity();
            var isDisconnected = await grants.EraseAccountAsync(identity, cancellationToken);
            endsSession = await identities.RemoveAsync(identity, caller.SessionId, cancellationToken);
            var removal = told with { Provider = identity.Provider };
            activity.Add(removal with { Kind = ActivityKind.IdentityRemoved });
            if (isDisconnected)
                activity.Add(removal with { Kind = ActivityKind.Disconnected });
            await db.SaveChangesAsync(cancellationToken);
            // An older copy of the database, in which the account still signs in, must be noticed.
            await highWater.AdvanceAsync(db, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await dialect.EraseRemainsAsync(cancellationToken);
        return endsSession;
    }

    private static ProblemException LastIdentity() => new(
        ProblemCode.LastIdentity,
        "This is the only account that can sign in as you. Link another account first, or delete your user.");
}
