using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.Leases;

/// <summary>
/// The transactions around an exchange. Each of them writes leases, then intents, then grants, so that no two wait for
/// each other.
/// </summary>
public sealed class RefreshStore(
    MusicAuthDb db, IDatabaseDialect dialect, DataDirectoryId instance, LeaseOwner owner,
    RollbackCounter rollbackCounter, TimeProvider time)
{
    /// <summary>Takes the lease, reads the grant under it, and writes the intent; or changes nothing.</summary>
    /// <remarks>
    /// Within the head start, another instance whose exchange is indeterminate can still store the tokens it may hold.
    /// </remarks>
    public async Task<LeaseAttempt> AcquireAsync(
        Guid grantId, TimeSpan duration, bool isWithinHeadStart, Func<Grant, bool, DecryptedGrant?> decryptIfDue,
        CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await TryTakeLeaseAsync(grantId, duration, cancellationToken))
            return new LeaseAttempt.HeldElsewhere();
        if (await FindGrantAsync(grantId, cancellationToken) is not { } grant)
            return new LeaseAttempt.NotFound();
        if (await SuspendedUntilAsync(grant.Provider, cancellationToken) is { } until)
            return new LeaseAttempt.Suspended(until);
        var intent = await db.Set<RefreshIntent>().FindAsync([grantId], cancellationToken);
        var isIndeterminate = intent is not null && intent.Generation == grant.Generation;
        if (isIndeterminate && isWithinHeadStart && intent!.InstanceId != instance.Value)
            return new LeaseAttempt.HeldElsewhere();
        if (decryptIfDue(grant, isIndeterminate) is not { RefreshToken: { } token } decrypted)
            return new LeaseAttempt.NotDue(grant);

        intent ??= db.Add(new RefreshIntent { GrantId = grantId, TokenFingerprint = [] }).Entity;
        intent.Generation = grant.Generation;
        intent.TokenFingerprint = RefreshIntent.Fingerprint(token);
        (intent.InstanceId, intent.Owner) = (instance.Value, owner.Id);
        intent.StartedAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        // An invalid grant gets one retry, even if that retry fails.
        if (grant.RetryAt is not null)
            await BeginRetryAsync(grant, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new LeaseAttempt.Acquired(decrypted, isIndeterminate);
    }

    /// <summary>Stores a renewed token set over the previous generation, and releases lease and intent.</summary>
    /// <returns>False where another write came first: a sign-in, a disconnect, or this same token set.</returns>
    public async Task<bool> SaveAsync(EncryptedTokenSet renewed, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await ReleaseLeaseAsync(renewed.GrantId, cancellationToken);
        await db.Set<RefreshIntent>()
            .Where(intent => intent.GrantId == renewed.GrantId && intent.Generation < renewed.Generation)
            .ExecuteDeleteAsync(cancellationToken);
        // Also over a grant that has become invalid meanwhile: these are the tokens that were thought lost.
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
                    .SetProperty(g => g.EncryptedAccessToken, renewed.EncryptedAccessToken)
                    .SetProperty(g => g.EncryptedRefreshToken, renewed.EncryptedRefreshToken)
                    .SetProperty(g => g.RefreshFingerprint, renewed.RefreshFingerprint),
                cancellationToken);
        // The second save of the same tokens, after the answer to the first was lost, changes nothing.
        if (rows == 1)
            await rollbackCounter.IncrementAsync(db, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows == 1;
    }

    /// <summary>Makes a grant invalid. Its ciphertext stays until the next consent.</summary>
    /// <returns>False where another write came first.</returns>
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

    /// <returns>False where another process took the retry, or another write came first.</returns>
    public async Task<bool> BeginRetryAsync(Grant grant, CancellationToken cancellationToken)
    {
        DateTimeOffset? now = time.GetUtcNow();
        return await AtGeneration(grant).Where(row => row.RetryAt == grant.RetryAt).ExecuteUpdateAsync(
            row => row.SetProperty(g => g.RetryAt, (DateTimeOffset?)null).SetProperty(g => g.RetriedAt, now),
            cancellationToken) == 1;
    }

    /// <summary>Makes an invalid grant active again, whose tokens are valid after all.</summary>
    /// <returns>False where another write came first.</returns>
    public async Task<bool> ReactivateAsync(Grant grant, CancellationToken cancellationToken) =>
        await AtGeneration(grant).Where(row => row.State == GrantState.ReauthorizationRequired).ExecuteUpdateAsync(
            row => row.SetProperty(g => g.State, GrantState.Active)
                .SetProperty(g => g.Reason, (ReauthorizationReason?)null)
                .SetProperty(g => g.InvalidatedAt, (DateTimeOffset?)null)
                .SetProperty(g => g.RetryAt, (DateTimeOffset?)null)
                .SetProperty(g => g.RetriedAt, (DateTimeOffset?)null),
            cancellationToken) == 1;

    public Task RecordForcedAsync(Grant grant, long[] forcedAt, CancellationToken cancellationToken) =>
        AtGeneration(grant).ExecuteUpdateAsync(
            row => row.SetProperty(g => g.ForcedRefreshesAt, forcedAt), cancellationToken);

    /// <summary>The end of the suspension of a provider's refreshes; null where there is none.</summary>
    public async Task<DateTimeOffset?> SuspendedUntilAsync(string provider, CancellationToken cancellationToken)
    {
        var suspension = await db.Set<RefreshSuspension>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.Provider == provider, cancellationToken);
        return suspension?.IsInForce(time.GetUtcNow()) == true ? suspension.Until : null;
    }

    /// <summary>Releases the lease of an exchange that brought no tokens. If indeterminate, the intent stays.</summary>
    public async Task ReleaseAsync(
        Grant grant, bool isIndeterminate, DateTimeOffset? retryAt, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (isIndeterminate)
            await ReleaseLeaseAsync(grant.Id, cancellationToken);
        else
            await ReleaseWithIntentAsync(grant.Id, cancellationToken);
        if (retryAt is not null)
            await AtGeneration(grant).ExecuteUpdateAsync(
                row => row.SetProperty(g => g.RetryAt, retryAt), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Removes an intent whose grant is erased, invalid, or has newer tokens.</summary>
    public Task RemoveObsoleteIntentAsync(Guid grantId, CancellationToken cancellationToken) => db.Set<RefreshIntent>()
        .Where(intent => intent.GrantId == grantId && !db.Set<Grant>()
            .Any(grant => grant.Id == grantId && grant.Generation == intent.Generation
                && grant.State == GrantState.Active))
        .ExecuteDeleteAsync(cancellationToken);

#pragma warning disable EF1002 // The interpolated SQL is a constant of the dialect.
    private async Task<bool> TryTakeLeaseAsync(Guid grantId, TimeSpan duration, CancellationToken cancellationToken)
    {
        var now = dialect.UnixMillisecondsSql;
        // EF cannot compose over the statement, so the query ends with ToList.
        var rows = await db.Database.SqlQueryRaw<Guid>(
            $$"""
            INSERT INTO refresh_claims (grant_id, instance_id, owner, lease_until)
            VALUES ({0}, {1}, {2}, {{now}} + {3})
            ON CONFLICT (grant_id) DO UPDATE
            SET instance_id = excluded.instance_id, owner = excluded.owner, lease_until = excluded.lease_until
            WHERE refresh_claims.lease_until < {{now}} OR refresh_claims.owner = excluded.owner
            RETURNING owner AS "Value"
            """,
            grantId, instance.Value, owner.Id, (long)duration.TotalMilliseconds).ToListAsync(cancellationToken);
        return rows.Count == 1;
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
        .Where(lease => lease.GrantId == grantId && lease.Owner == owner.Id)
        .ExecuteDeleteAsync(cancellationToken);

    private Task<Grant?> FindGrantAsync(Guid grantId, CancellationToken cancellationToken) =>
        db.Set<Grant>().AsNoTracking().FirstOrDefaultAsync(grant => grant.Id == grantId, cancellationToken);

    private IQueryable<Grant> AtGeneration(Grant read) =>
        db.Set<Grant>().Where(grant => grant.Id == read.Id && grant.Generation == read.Generation);
}
