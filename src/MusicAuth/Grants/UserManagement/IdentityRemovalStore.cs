namespace MusicAuth.Grants.UserManagement;

/// <summary>Removes an account with its connection and its sessions, all or nothing.</summary>
public sealed class IdentityRemovalStore(
    MusicAuthDb db, IDatabaseDialect dialect, IdentityStore identities, GrantStore grants, AuditStore activity,
    RollbackCounter highWater)
{
    /// <param name="caller">Whose account it is.</param>
    /// <param name="isRemoved">Which of the user's accounts.</param>
    /// <param name="missing">What is thrown where there is no such account.</param>
    /// <param name="told">Who asks, for the audit log.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the session that asks has ended with it.</returns>
    /// <exception cref="ProblemException">last_identity.</exception>
    public async Task<bool> RemoveAsync(
        Caller caller, Func<Identity, bool> isRemoved, Func<ProblemException> missing, AuditEvent told,
        CancellationToken cancellationToken)
    {
        bool endsSession;
        await using (var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken))
        {
            var all = await identities.ListAsync(caller.UserId, cancellationToken);
            var identity = all.FirstOrDefault(isRemoved) ?? throw missing();
            if (all.Count == 1)
                throw LastIdentity();
            var isDisconnected = await grants.EraseAccountAsync(identity, cancellationToken);
            endsSession = await identities.RemoveAsync(identity, caller.SessionId, cancellationToken);
            var removal = told with { Provider = identity.Provider };
            activity.Add(removal with { Kind = AuditKind.IdentityRemoved });
            if (isDisconnected)
                activity.Add(removal with { Kind = AuditKind.Disconnected });
            await db.SaveChangesAsync(cancellationToken);
            // An older copy of the database, in which the account still signs in, must be noticed.
            await highWater.IncrementAsync(db, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await dialect.TruncateWalAsync(cancellationToken);
        return endsSession;
    }

    private static ProblemException LastIdentity() => new(
        ProblemCode.LastIdentity,
        "This is the only account that can sign in as you. Link another account first, or delete your user.");
}
