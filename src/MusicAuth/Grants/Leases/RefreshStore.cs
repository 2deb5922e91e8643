using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.Leases;

/// <summary>
/// The two transactions around an exchange. All write claims, then intents, then grants: in one order nobody waits in
/// a circle.
/// </summary>
public sealed class RefreshStore(
    MusicAuthDb db, IDatabaseDialect dialect, DataDirectoryId instance, LeaseOwner owner, RollbackCounter highWater,
    TimeProvider time)
{
    /// <summary>
    /// Claims the grant, reads it again, and writes down that its token is about to be sent; all of it, or nothing.
    /// </summary>
    /// <param name="grantId">The grant.</param>
    /// <param name="lease">How long the claim holds, by the database's clock.</param>
    /// <param name="isPatient">
    /// Whether another instance, whose exchange is in doubt, gets time to come back with what it may have.
    /// </param>
    /// <param name="due">The token to send for the grant as it is now, whose earlier exchange may be in doubt.</param>
    public async Task<LeaseAttempt> AcquireAsync(
        Guid grantId, TimeSpan lease, bool isPatient, Func<Grant, bool, DecryptedGrant?> due,
        CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await TryTakeLeaseAsync(grantId, lease, cancellationToken))
            return new LeaseAttempt.HeldElsewhere();
        if (await FindGrantAsync(grantId, cancellationToken) is not { } grant)
            return new LeaseAttempt.NotFound();
        if (await SuspendedUntilAsync(grant.Provider, cancellationToken) is { } until)
            return new LeaseAttempt.Suspended(until);
        var intent = await db.Set<RefreshIntent>().FindAsync([grantId], cancellationToken);
        var inDoubt = intent is not null && intent.Generation == grant.Generation;
        if (inDoubt && isPatient && intent!.InstanceId != instance.Value)
            return new LeaseAttempt.HeldElsewhere();
        if (due(grant, inDoubt) is not { RefreshToken: { } token } open)
            return new LeaseAttempt.NotDue(grant);

        intent ??= db.Add(new RefreshIntent { GrantId = grantId, TokenFingerprint = [] }).Entity;
        intent.Generation = grant.Generation;
        intent.TokenFingerprint = RefreshIntent.Fingerprint(token);
        (intent.InstanceId, intent.Owner) = (instance.Value, owner.Id);
        intent.StartedAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        // One try, whatever becomes of it.
        if (grant.RetryAt is not null)
            await BeginRetryAsync(grant, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new LeaseAttempt.Acquired(open, inDoubt);
    }

    /// <summary>Stores a renewed token set over the generation before it, and with that the exchange is over.</summary>
    /// <returns>False where another write came first: a sign-in, a disconnect, or this very token set.</returns>
    public async Task<bool> SaveAsync(EncryptedTokenSet renewed, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await ReleaseLeaseAsync(renewed.GrantId, cancellationToken);
        await db.Set<RefreshIntent>()
            .Where(intent => intent.GrantId == renewed.GrantId && intent.Generation < renewed.Generation)
            .ExecuteDeleteAsync(cancellationToken);
        // Also where the older token was condemned meanwhile: the answer that was lost is found.
        var rows = await db.Set<Grant>()
            .Where(grant => grant.Id == renewed.GrantId && grant.Generation == renewed.Generation - 1)
            .ExecuteUpdateAsync(
                row => row.SetProperty(g => g.Generation, renewed.Generation)
                    .SetProperty(g => g.State, GrantState.Active)
                    .SetProperty(g => g.Reason, (ReauthorizationReason?)null)
                    .SetProperty(g => g.InvalidatedAt, (DateTimeOffset?)null)
                    .SetProperty(g => g.RetryAt, (DateTimeOffset?)null)
                    .SetProperty(g => g.RetriedAt, (DateTimeOffset?)null)
                    .SetProperty(g => g.Scopes, renewed.Scopes)
                    .SetProperty(g => g.AccessExpiresAt, renewed.AccessExpiresAt)
                    .SetProperty(g => g.LastRefreshedAt, renewed.LastRefreshedAt)
                    .SetProperty(g => g.EncryptedAccessToken, renewed.SealedAccessToken)
                    .SetProperty(g => g.EncryptedRefreshToken, renewed.SealedRefreshToken)
                    .SetProperty(g => g.RefreshFingerprint, renewed.RefreshFingerprint),
                cancellationToken);
        await highWater.IncrementAsync(db, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows == 1;
    }

    /// <summary>Marks a grant as invalid; its ciphertext stays in quarantine until the next consent.</summary>
    /// <returns>False where another write came first.</returns>
    public Task<bool> InvalidateAsync(Grant grant, ReauthorizationReason reason, CancellationToken cancellationToken) =>
        InvalidateAsync(grant, reason, retryAt: null, cancellationToken);

    /// <summary>The same, with one more try later.</summary>
    public async Task<bool> InvalidateAsync(
        Grant grant, ReauthorizationReason reason, DateTimeOffset? retryAt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await ReleaseWithIntentAsync(grant.Id, cancellationToken);
        var rows = await AtGeneration(grant).Where(row => row.State == GrantState.Active)
            .ExecuteUpdateAsync(
                row => row.SetProperty(g => g.State, GrantState.ReauthorizationRequired)
                    .SetProperty(g => g.Reason, reason)
                    .SetProperty(g => g.InvalidatedAt, now)
                    .SetProperty(g => g.RetryAt, retryAt),
                cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows == 1;
    }

    /// <summary>Takes the one more try of an invalid grant, before it is made.</summary>
    /// <returns>False where another process took it, or another write came first.</returns>
    public async Task<bool> BeginRetryAsync(Grant grant, CancellationToken cancellationToken)
    {
        DateTimeOffset? now = time.GetUtcNow();
        return await AtGeneration(grant).Where(row => row.RetryAt == grant.RetryAt).ExecuteUpdateAsync(
            row => row.SetProperty(g => g.RetryAt, (DateTimeOffset?)null).SetProperty(g => g.RetriedAt, now),
            cancellationToken) == 1;
    }

    /// <summary>Makes an invalid grant active again, whose tokens turned out to be good.</summary>
    /// <returns>False where another write came first.</returns>
    public async Task<bool> ReactivateAsync(Grant grant, CancellationToken cancellationToken) =>
        await AtGeneration(grant).Where(row => row.State == GrantState.ReauthorizationRequired).ExecuteUpdateAsync(
            row => row.SetProperty(g => g.State, GrantState.Active)
                .SetProperty(g => g.Reason, (ReauthorizationReason?)null)
                .SetProperty(g => g.InvalidatedAt, (DateTimeOffset?)null)
                .SetProperty(g => g.RetryAt, (DateTimeOffset?)null)
                .SetProperty(g => g.RetriedAt, (DateTimeOffset?)null),
            cancellationToken) == 1;

    /// <summary>Writes down when refreshes were forced, so that other processes count them too.</summary>
    public Task RecordForcedAsync(Grant grant, long[] at, CancellationToken cancellationToken) =>
        AtGeneration(grant).ExecuteUpdateAsync(row => row.SetProperty(g => g.ForcedRefreshesAt, at), cancellationToken);

    /// <summary>Until when no grant of a provider is refreshed; null where nothing pauses.</summary>
    public async Task<DateTimeOffset?> SuspendedUntilAsync(string provider, CancellationToken cancellationToken)
    {
        var pause = await db.Set<RefreshSuspension>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.Provider == provider, cancellationToken);
        return pause?.Until > time.GetUtcNow() ? pause.Until : null;
    }

    /// <summary>Ends an exchange that brought nothing.</summary>
    /// <param name="grant">As it was sent.</param>
    /// <param name="inDoubt">Whether the token may be spent all the same: then the intent stays open.</param>
    /// <param name="retryAt">When a dead grant is tried again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task ReleaseAsync(
        Grant grant, bool inDoubt, DateTimeOffset? retryAt, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (inDoubt)
            await ReleaseLeaseAsync(grant.Id, cancellationToken);
        else
            await ReleaseWithIntentAsync(grant.Id, cancellationToken);
        if (retryAt is not null)
            await AtGeneration(grant).ExecuteUpdateAsync(row => row.SetProperty(g => g.RetryAt, retryAt), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Frees what an earlier run of this instance claimed. It is dead: its data directory is ours.</summary>
    public Task ReleaseEarlierLeasesAsync(CancellationToken cancellationToken) => db.Set<RefreshLease>()
        .Where(claim => claim.InstanceId == instance.Value && claim.Owner != owner.Id)
        .ExecuteDeleteAsync(cancellationToken);

    /// <summary>Grants with an open intent of an owner that is dead: nobody claims them, and it is not us.</summary>
    public async Task<List<Guid>> ListIndeterminateAsync(CancellationToken cancellationToken)
    {
        var now = await DatabaseTimeAsync(cancellationToken);
        return await db.Set<RefreshIntent>()
            .Where(intent => intent.Owner != owner.Id && !db.Set<RefreshLease>()
                .Any(claim => claim.GrantId == intent.GrantId && claim.LeaseUntil >= now))
            .Select(intent => intent.GrantId)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Takes away an intent whose grant is gone, dead, or has moved on.</summary>
    public Task RemoveObsoleteIntentAsync(Guid grantId, CancellationToken cancellationToken) => db.Set<RefreshIntent>()
        .Where(intent => intent.GrantId == grantId && !db.Set<Grant>()
            .Any(grant => grant.Id == grantId && grant.Generation == intent.Generation
                && grant.State == GrantState.Active))
        .ExecuteDeleteAsync(cancellationToken);

#pragma warning disable EF1002 // What is put into the text is a constant of the dialect.
    // Ends with ToList: the statement cannot be composed over.
    private async Task<bool> TryTakeLeaseAsync(Guid grantId, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = dialect.UnixMillisecondsSql;
        var rows = await db.Database.SqlQueryRaw<Guid>(
            $$"""
            INSERT INTO refresh_claims (grant_id, instance_id, owner, lease_until)
            VALUES ({0}, {1}, {2}, {{now}} + {3})
            ON CONFLICT (grant_id) DO UPDATE
            SET instance_id = excluded.instance_id, owner = excluded.owner, lease_until = excluded.lease_until
            WHERE refresh_claims.lease_until < {{now}} OR refresh_claims.owner = excluded.owner
            RETURNING owner AS "Value"
            """,
            grantId, instance.Value, owner.Id, (long)lease.TotalMilliseconds).ToListAsync(cancellationToken);
        return rows.Count == 1;
    }

    private async Task<DateTimeOffset> DatabaseTimeAsync(CancellationToken cancellationToken)
    {
        var now = await db.Database.SqlQueryRaw<long>($"""SELECT {dialect.UnixMillisecondsSql} AS "Value" """)
            .ToListAsync(cancellationToken);
        return DateTimeOffset.FromUnixTimeMilliseconds(now[0]);
    }
#pragma warning restore EF1002

    private async Task ReleaseWithIntentAsync(Guid grantId, CancellationToken cancellationToken)
    {
        await ReleaseLeaseAsync(grantId, cancellationToken);
        await db.Set<RefreshIntent>()
            .Where(intent => intent.GrantId == grantId && intent.Owner == owner.Id)
            .ExecuteDeleteAsync(cancellationToken);
    }

    private Task<int> ReleaseLeaseAsync(Guid grantId, CancellationToken cancellationToken) => db.Set<RefreshLease>()
        .Where(claim => claim.GrantId == grantId && claim.Owner == owner.Id)
        .ExecuteDeleteAsync(cancellationToken);

    private Task<Grant?> FindGrantAsync(Guid grantId, CancellationToken cancellationToken) =>
        db.Set<Grant>().AsNoTracking().FirstOrDefaultAsync(grant => grant.Id == grantId, cancellationToken);

    private IQueryable<Grant> AtGeneration(Grant read) =>
        db.Set<Grant>().Where(grant => grant.Id == read.Id && grant.Generation == read.Generation);
}
