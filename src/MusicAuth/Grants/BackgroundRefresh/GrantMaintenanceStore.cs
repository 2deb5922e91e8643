using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.BackgroundRefresh;

/// <summary>Counts refused grants, and schedules their retries.</summary>
internal sealed class GrantMaintenanceStore(MusicAuthDb db)
{
    /// <summary>Counts the grants whose refresh had a result since then.</summary>
    public async Task<RefusalCount> CountRefusedAndRenewedAsync(
        string provider, DateTimeOffset since, CancellationToken cancellationToken) => new(
        await Refused(provider, since).CountAsync(grant => grant.EncryptedRefreshToken != null, cancellationToken),
        await db.Set<Grant>().CountAsync(
            grant => grant.Provider == provider && grant.State == GrantState.Active && grant.LastRefreshedAt >= since,
            cancellationToken));

    /// <summary>Counts the grants that were refused since then, and the active ones.</summary>
    public async Task<RefusalCount> CountRefusedAndActiveAsync(
        string provider, DateTimeOffset since, CancellationToken cancellationToken) => new(
        await Refused(provider, since).CountAsync(cancellationToken),
        await db.Set<Grant>().CountAsync(
            grant => grant.Provider == provider && grant.State == GrantState.Active, cancellationToken));

    /// <summary>Schedules one retry of each grant that was refused since then, and can suspend refreshes.</summary>
    /// <remarks>
    /// Without a suspension, the reason is a failure of the provider. Then grants that were lost in flight get a retry
    /// too, as they do if the provider refuses them after the failure.
    /// </remarks>
    public async Task ScheduleRetriesAsync(
        string provider, DateTimeOffset since, DateTimeOffset? suspendedUntil, DateTimeOffset retryAt,
        CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var refused = suspendedUntil is null
            ? Invalid(provider, since).Where(grant => grant.Reason == ReauthorizationReason.Revoked
                || grant.Reason == ReauthorizationReason.LostInFlight)
            : Refused(provider, since);
        await refused.Where(grant => grant.RetryAt == null && grant.RetriedAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(grant => grant.RetryAt, retryAt), cancellationToken);
        if (suspendedUntil is { } until)
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO refresh_pauses (provider, until) VALUES ({provider}, {until.ToUnixTimeMilliseconds()})
                ON CONFLICT (provider) DO UPDATE SET until = excluded.until
                """,
                cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Throws where the database cannot be written.</summary>
    public async Task TestWriteAsync(CancellationToken cancellationToken)
    {
        // One transaction: a disk that fills up in between leaves no lease without a grant.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var lease = new RefreshLease { GrantId = Guid.NewGuid() };
        db.Add(lease);
        await db.SaveChangesAsync(cancellationToken);
        db.Remove(lease);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private IQueryable<Grant> Refused(string provider, DateTimeOffset since) =>
        Invalid(provider, since).Where(grant => grant.Reason == ReauthorizationReason.Revoked);

    private IQueryable<Grant> Invalid(string provider, DateTimeOffset since) => db.Set<Grant>().Where(
        grant => grant.InvalidatedAt >= since && grant.Provider == provider
            && grant.State == GrantState.ReauthorizationRequired);
}
