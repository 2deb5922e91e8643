using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.BackgroundRefresh;

/// <summary>What the care for all grants reads and writes.</summary>
public sealed class GrantMaintenanceStore(MusicAuthDb db)
{
    /// <summary>Grants of a provider whose refresh was answered since then.</summary>
    public async Task<RefusalCount> CountRefusedAndRenewedAsync(
        string provider, DateTimeOffset since, CancellationToken cancellationToken) => new(
        await Refused(provider, since).CountAsync(grant => grant.EncryptedRefreshToken != null, cancellationToken),
        await db.Set<Grant>().CountAsync(
            grant => grant.Provider == provider && grant.State == GrantState.Active && grant.LastRefreshedAt >= since,
            cancellationToken));

    /// <summary>Of all grants of a provider: those refused since then, and those that are active.</summary>
    public async Task<GrantShare> CountRefusedAndActiveAsync(
        string provider, DateTimeOffset since, CancellationToken cancellationToken) => new(
        await Refused(provider, since).CountAsync(cancellationToken),
        await db.Set<Grant>().CountAsync(
            grant => grant.Provider == provider && grant.State == GrantState.Active, cancellationToken));

    /// <summary>
    /// Another try for those refused since then, unless they had it or wait for it; and no refresh until
    /// <paramref name="pauseUntil"/>.
    /// </summary>
    public async Task ScheduleRetriesAsync(
        string provider, DateTimeOffset since, DateTimeOffset? pauseUntil, DateTimeOffset retryAt,
        CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await Refused(provider, since).Where(grant => grant.RetryAt == null && grant.RetriedAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(grant => grant.RetryAt, retryAt), cancellationToken);
        if (pauseUntil is { } until)
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO refresh_pauses (provider, until) VALUES ({provider}, {until.ToUnixTimeMilliseconds()})
                ON CONFLICT (provider) DO UPDATE SET until = excluded.until
                """,
                cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Dead grants whose other try is due.</summary>
    public Task<List<Guid>> ListRetriesAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        db.Set<Grant>().Where(grant => grant.RetryAt <= now).Select(grant => grant.Id).ToListAsync(cancellationToken);

    public async Task<GrantCensus> CountGrantsAsync(CancellationToken cancellationToken)
    {
        var groups = await db.Set<Grant>().GroupBy(grant => new { grant.Provider, grant.State })
            .Select(group => new { group.Key.Provider, group.Key.State, Count = group.LongCount() })
            .ToListAsync(cancellationToken);
        return new GrantCensus(
            await db.Set<RefreshIntent>().LongCountAsync(cancellationToken),
            [.. groups.Select(group => new GrantCount(
                group.Provider, group.State == GrantState.Active ? "active" : "reauthorization_required",
                group.Count))]);
    }

    /// <summary>Writes and takes back, to see whether the database takes it.</summary>
    public async Task TestWriteAsync(CancellationToken cancellationToken)
    {
        var probe = new RefreshLease { GrantId = Guid.NewGuid() };
        db.Add(probe);
        await db.SaveChangesAsync(cancellationToken);
        db.Remove(probe);
        await db.SaveChangesAsync(cancellationToken);
    }

    private IQueryable<Grant> Refused(string provider, DateTimeOffset since) => db.Set<Grant>().Where(
        grant => grant.InvalidatedAt >= since && grant.Provider == provider
            && grant.State == GrantState.ReauthorizationRequired && grant.Reason == ReauthorizationReason.Revoked);
}
