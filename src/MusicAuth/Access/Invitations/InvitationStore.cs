using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.Invitations;

/// <summary>Invitations of the owner: single use, valid for seven days, in every registration mode.</summary>
internal sealed class InvitationStore(
    MusicAuthDb db, IDatabaseDialect dialect, AuditStore audit, RollbackCounter rollbackCounter, TimeProvider time)
{
    public const int MaxOpen = 20;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public static string UrlOf(PublicAddress address, Secret invitation) =>
        $"{address.Absolute("/login")}?invite={invitation.Reveal()}";

    /// <summary>The invitations of the owner until they end, the newest first.</summary>
    public async Task<IReadOnlyList<Invitation>> ListAsync(Guid userId, CancellationToken cancellationToken) =>
        await Valid().AsNoTracking().Where(invitation => invitation.UserId == userId)
            .OrderByDescending(invitation => invitation.CreatedAt).ThenBy(invitation => invitation.Id)
            .ToListAsync(cancellationToken);

    /// <summary>Creates an invitation and returns its secret; afterwards only its hash exists.</summary>
    /// <exception cref="ProblemException">limit_reached.</exception>
    public async Task<(Invitation Row, Secret Secret)> CreateAsync(
        AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        var (now, secret) = (time.GetUtcNow(), Secret.Create());
        var row = new Invitation
        {
            Id = Guid.CreateVersion7(now),
            UserId = auditEvent.UserId!.Value,
            Hash = secret.Hash,
            CreatedAt = now,
            EndsAt = now + Lifetime,
        };
        // Another request must not add an invitation between the count and the insert.
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        if (await Valid().CountAsync(
            invitation => invitation.UserId == row.UserId && invitation.UsedAt == null, cancellationToken) >= MaxOpen)
            throw new ProblemException(
                ProblemCode.LimitReached,
                $"You already have {MaxOpen} open invitations, which is the limit. Revoke one that you do not need.");
        db.Add(row);
        audit.Add(auditEvent);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (row, secret);
    }

    /// <returns>False where this user has no such invitation.</returns>
    public async Task<bool> RevokeAsync(Guid id, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        // Exclusive, because a sign-in locks its invitation before the counter.
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        return await audit.RecordAsync(
            transaction,
            auditEvent,
            async () =>
            {
                // An older copy of the database, where the invitation is valid, must be detected. The counter comes
                // before the invitation, in the same order as when its user is deleted.
                await rollbackCounter.IncrementAsync(db, cancellationToken);
                return await db.Set<Invitation>()
                    .Where(invitation => invitation.Id == id && invitation.UserId == auditEvent.UserId)
                    .ExecuteDeleteAsync(cancellationToken) > 0;
            },
            cancellationToken);
    }

    /// <summary>Uses an invitation. Runs in the caller's transaction, which saves the audit event.</summary>
    public async Task<InvitationUse> UseAsync(
        Secret secret, ProviderAccount account, BrowserInfo browser, CancellationToken cancellationToken)
    {
        var (hash, now) = (secret.Hash, time.GetUtcNow());
        var invitations = Valid().Where(invitation => invitation.Hash == hash);
        if (await invitations.AsNoTracking().FirstOrDefaultAsync(cancellationToken) is not { } row)
            return InvitationUse.Ended;
        if (await invitations.Where(invitation => invitation.UsedAt == null).ExecuteUpdateAsync(
            update => update.SetProperty(invitation => invitation.UsedAt, now), cancellationToken) == 0)
            return InvitationUse.AlreadyUsed;
        audit.Add(new AuditEvent(AuditKind.InvitationUsed)
        {
            UserId = row.UserId,
            Provider = account.Provider,
            Data = account.DisplayKey,
            Address = browser.Address,
            Outcome = AuditEvent.Ok,
        });
        return InvitationUse.Accepted;
    }

    private IQueryable<Invitation> Valid()
    {
        var now = time.GetUtcNow();
        return db.Set<Invitation>().Where(invitation => invitation.EndsAt > now
            && db.Set<User>().Any(user => user.IsOwner && user.Id == invitation.UserId));
    }
}
