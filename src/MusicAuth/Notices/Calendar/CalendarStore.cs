using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Notices.Calendar;

/// <summary>Stores the addresses of calendar feeds, at most one for each user.</summary>
internal sealed class CalendarStore(
    MusicAuthDb db, CalendarProtector protector, IDatabaseDialect dialect, IdentityStore identities, AuditStore audit,
    RollbackCounter rollbackCounter, TimeProvider time)
{
    /// <returns>Null where the user has no feed, or where no key decrypts its secret.</returns>
    public async Task<Secret?> FindSecretAsync(Guid userId, CancellationToken cancellationToken) =>
        await FeedsOf(userId).AsNoTracking().FirstOrDefaultAsync(cancellationToken) is { } feed
            ? protector.Unprotect(feed)
            : null;

    public Task<bool> HasFeedAsync(Guid userId, CancellationToken cancellationToken) =>
        FeedsOf(userId).AnyAsync(cancellationToken);

    /// <summary>Replaces the address of the feed, and records it; the old one ends at once.</summary>
    public async Task<Secret> ReplaceAsync(Guid userId, AuditEvent e, CancellationToken cancellationToken)
    {
        var secret = Secret.Create();
        var now = time.GetUtcNow();
        var feed = new CalendarFeed
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            SecretHash = secret.Hash,
            CreatedAt = now,
        };
        protector.Protect(feed, secret);
        // Of two concurrent requests the later one wins.
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        // An older copy of the database, where the old address works, must be detected. IncrementAsync explains the
        // order.
        if (await HasFeedAsync(userId, cancellationToken))
            await rollbackCounter.IncrementAsync(db, cancellationToken);
        await FeedsOf(userId).ExecuteDeleteAsync(cancellationToken);
        db.Add(feed);
        audit.Add(e);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return secret;
    }

    /// <summary>Ends the address of the feed, and records it where there was one.</summary>
    public Task RemoveAsync(Guid userId, AuditEvent e, CancellationToken cancellationToken) => audit.RecordAsync(
        e,
        async () =>
        {
            await rollbackCounter.IncrementAsync(db, cancellationToken);
            return await FeedsOf(userId).ExecuteDeleteAsync(cancellationToken) > 0;
        },
        cancellationToken);

    /// <returns>
    /// The user whose feed has this secret; null where there is none, or where the allow list excludes the user.
    /// </returns>
    public async Task<Guid?> FindUserAsync(Secret secret, CancellationToken cancellationToken)
    {
        var hash = secret.Hash;
        var found = await db.Set<CalendarFeed>().AsNoTracking().Where(feed => feed.SecretHash == hash)
            .Join(
                db.Set<User>(), feed => feed.UserId, user => user.Id,
                (feed, user) => new { feed.UserId, user.IsOwner })
            .FirstOrDefaultAsync(cancellationToken);
        return found is not null && await identities.IsAllowedAsync(found.UserId, found.IsOwner, cancellationToken)
            ? found.UserId
            : null;
    }

    private IQueryable<CalendarFeed> FeedsOf(Guid userId) =>
        db.Set<CalendarFeed>().Where(feed => feed.UserId == userId);
}
