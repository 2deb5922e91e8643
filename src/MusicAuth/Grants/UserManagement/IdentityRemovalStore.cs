namespace MusicAuth.Grants.UserManagement;

/// <summary>Removes an identity with its connection and its sessions in one transaction.</summary>
internal sealed class IdentityRemovalStore(
    MusicAuthDb db, IDatabaseDialect dialect, IdentityStore identities, GrantStore grants, AuditStore auditStore,
    RollbackCounter rollbackCounter)
{
    /// <returns>Whether that ended the caller's session.</returns>
    /// <exception cref="ProblemException">last_identity.</exception>
    public async Task<bool> RemoveAsync(
        Caller caller, Func<Identity, bool> isRemoved, Func<ProblemException> notFound, AuditEvent audit,
        CancellationToken cancellationToken)
    {
        bool endsSession;
        await using (var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken))
        {
            var all = await identities.ListAsync(caller.UserId, cancellationToken);
            var identity = all.FirstOrDefault(isRemoved) ?? throw notFound();
            if (all.Count == 1)
                throw LastIdentity();
            var isDisconnected = await grants.EraseAccountAsync(identity, cancellationToken);
            // An older copy of the database, where the account can still sign in, must be detected. The counter comes
            // before the sessions, as where a session ends.
            await rollbackCounter.IncrementAsync(db, cancellationToken);
            endsSession = await identities.RemoveAsync(identity, caller.SessionId, cancellationToken);
            var removal = audit with { Provider = identity.Provider };
            auditStore.Add(removal with { Kind = AuditKind.IdentityRemoved });
            if (isDisconnected)
                auditStore.Add(removal with { Kind = AuditKind.Disconnected });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await dialect.TruncateWalAsync(CancellationToken.None);
        return endsSession;
    }

    private static ProblemException LastIdentity() => new(
        ProblemCode.LastIdentity,
        "This is the only account that can sign in as you. Link another account first, or delete your user.");
}
