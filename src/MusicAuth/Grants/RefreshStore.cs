using Microsoft.EntityFrameworkCore;
using MusicAuth.Persistence;
using MusicAuth.Vault;

namespace MusicAuth.Grants;

/// <summary>
/// The two transactions around an exchange. All write claims, then intents, then grants: in one order nobody waits in
/// a circle.
/// </summary>
public sealed class RefreshStore(
    MusicAuthDb db, IDatabaseDialect dialect, InstanceIdentity instance, RefreshOwner owner, HighWater highWater,
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
    public async Task<RefreshStart> BeginAsync(
        Guid grantId, TimeSpan lease, bool isPatient, Func<Grant, bool, OpenGrant?> due,
        CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await TryClaimAsync(grantId, lease, cancellationToken))
            return new RefreshStart.ClaimedElsewhere();
        if (await FindGrantAsync(grantId, cancellationToken) is not { } grant)
            return new RefreshStart.Gone();
        if (await PausedUntilAsync(grant.Provider, cancellationToken) is { } until)
            return new RefreshStart.Paused(until);
        var intent = await db.Set<RefreshIntent>().FindAsync([grantId], cancellationToken);
        var inDoubt = intent is not null && intent.Generation == grant.Generation;
        if (inDoubt && isPatient && intent!.InstanceId != instance.Id)
            return new RefreshStart.ClaimedElsewhere();
        if (due(grant, inDoubt) is not { RefreshToken: { } token } open)
            return new RefreshStart.NotDue(grant);

        intent ??= db.Add(new RefreshIntent { GrantId = grantId, TokenFingerprint = [] }).Entity;
        intent.Generation = grant.Generation;
        intent.TokenFingerprint = RefreshIntent.Fingerprint(token);
        (intent.InstanceId, intent.Owner) = (instance.Id, owner.Id);
        intent.StartedAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        // One try, whatever becomes of it.
        if (grant.RetryAt is not null)
            await BeginRetryAsync(grant, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new RefreshStart.Begun(open, inDoubt);
    }

    /// <summary>Stores a renewed token set over the generation before it, and with that the exchange is over.</summary>
    /// <returns>False where another write came first: a sign-in, a disconnect, or this very token set.</returns>
    public async Task<bool> SaveAsync(SealedTokenSet renewed, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await FreeAsync(renewed.GrantId, cancellationToken);
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
                    .SetProperty(g => g.CondemnedAt, (DateTimeOffset?)null)
                    .SetProperty(g => g.RetryAt, (DateTimeOffset?)null)
                    .SetProperty(g => g.RetriedAt, (DateTimeOffset?)null)
                    .SetProperty(g => g.Scopes, renewed.Scopes)
                    .SetProperty(g => g.AccessExpiresAt, renewed.AccessExpiresAt)
                    .SetProperty(g => g.LastRefreshedAt, renewed.LastRefreshedAt)
                    .SetProperty(g => g.SealedAccessToken, renewed.SealedAccessToken)
                    .SetProperty(g => g.SealedRefreshToken, renewed.SealedRefreshToken)
                    .SetProperty(g => g.RefreshFingerprint, renewed.RefreshFingerprint),
                cancellationToken);
        await highWater.AdvanceAsync(db, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows == 1;
    }

    /// <summary>Marks a grant as invalid; its ciphertext stays in quarantine until the next consent.</summary>
    /// <returns>False where another write came first.</returns>
    public Task<bool> CondemnAsync(Grant grant, ReauthorizationReason reason, CancellationToken cancellationToken) =>
        CondemnAsync(grant, reason, retryAt: null, cancellationToken);

    /// <summary>The same, with one more try later.</summary>
    public async Task<bool> CondemnAsync(
        Grant grant, ReauthorizationReason reason, DateTimeOffset? retryAt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await CloseAsync(grant.Id, cancellationToken);
        var rows = await At(grant).Where(row => row.State == GrantState.Active)
            .ExecuteUpdateAsync(
                row => row.SetProperty(g => g.State, GrantState.ReauthorizationRequired)
                    .SetProperty(g => g.Reason, reason)
                    .SetProperty(g => g.CondemnedAt, now)
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
        return await At(grant).Where(row => row.RetryAt == grant.RetryAt).ExecuteUpdateAsync(
            row => row.SetProperty(g => g.RetryAt, (DateTimeOffset?)null).SetProperty(g => g.RetriedAt, now),
            cancellationToken) == 1;
    }

    /// <summary>Makes an invalid grant active again, whose tokens turned out to be good.</summary>
    /// <returns>False where another write came first.</returns>
    public async Task<bool> HealAsync(Grant grant, CancellationToken cancellationToken) =>
        await At(grant).Where(row => row.State == GrantState.ReauthorizationRequired).ExecuteUpdateAsync(
            row => row.SetProperty(g => g.State, GrantState.Active)
                .SetProperty(g => g.Reason, (ReauthorizationReason?)null)
                .SetProperty(g => g.CondemnedAt, (DateTimeOffset?)null)
                .SetProperty(g => g.RetryAt, (DateTimeOffset?)null)
                .SetProperty(g => g.RetriedAt, (DateTimeOffset?)null),
            cancellationToken) == 1;

    /// <summary>Writes down when refreshes were forced, so that other processes count them too.</summary>
    public Task NoteForcedAsync(Grant grant, long[] at, CancellationToken cancellationToken) =>
        At(grant).ExecuteUpdateAsync(row => row.SetProperty(g => g.ForcedRefreshesAt, at), cancellationToken);

    /// <summary>Until when no grant of a provider is refreshed; null where nothing pauses.</summary>
    public async Task<DateTimeOffset?> PausedUntilAsync(string provider, CancellationToken cancellationToken)
    {
        var pause = await db.Set<RefreshPause>().AsNoTracking()
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
            await FreeAsync(grant.Id, cancellationToken);
        else
            await CloseAsync(grant.Id, cancellationToken);
        if (retryAt is not null)
            await At(grant).ExecuteUpdateAsync(row => row.SetProperty(g => g.RetryAt, retryAt), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Frees what an earlier run of this instance claimed. It is dead: its data directory is ours.</summary>
    public Task FreeEarlierClaimsAsync(CancellationToken cancellationToken) => db.Set<RefreshClaim>()
        .Where(claim => claim.InstanceId == instance.Id && claim.Owner != owner.Id)
        .ExecuteDeleteAsync(cancellationToken);

    /// <summary>Grants with an open intent of an owner that is dead: nobody claims them, and it is not us.</summary>
    public async Task<List<Guid>> ListInDoubtAsync(CancellationToken cancellationToken)
    {
        var now = await NowAsync(cancellationToken);
        return await db.Set<RefreshIntent>()
            .Where(intent => intent.Owner != owner.Id && !db.Set<RefreshClaim>()
                .Any(claim => claim.GrantId == intent.GrantId && claim.LeaseUntil >= now))
            .Select(intent => intent.GrantId)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Takes away an intent whose grant is gone, dead, or has moved on.</summary>
    public Task ForgetAsync(Guid grantId, CancellationToken cancellationToken) => db.Set<RefreshIntent>()
        .Where(intent => intent.GrantId == grantId && !db.Set<Grant>()
            .Any(grant => grant.Id == grantId && grant.Generation == intent.Generation
                && grant.State == GrantState.Active))
        .ExecuteDeleteAsync(cancellationToken);

#pragma warning disable EF1002 // What is put into the text is a constant of the dialect.
    // Ends with ToList: the statement cannot be composed over.
    private async Task<bool> TryClaimAsync(Guid grantId, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = dialect.ClockMilliseconds;
        var rows = await db.Database.SqlQueryRaw<Guid>(
            $$"""
            INSERT INTO refresh_claims (grant_id, instance_id, owner, lease_until)
            VALUES ({0}, {1}, {2}, {{now}} + {3})
            ON CONFLICT (grant_id) DO UPDATE
            SET instance_id = excluded.instance_id, owner = excluded.owner, lease_until = excluded.lease_until
            WHERE refresh_claims.lease_until < {{now}} OR refresh_claims.owner = excluded.owner
            RETURNING owner AS "Value"
            """,
            grantId, instance.Id, owner.Id, (long)lease.TotalMilliseconds).ToListAsync(cancellationToken);
        return rows.Count == 1;
    }

    private async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        var now = await db.Database.SqlQueryRaw<long>($"""SELECT {dialect.ClockMilliseconds} AS "Value" """)
            .ToListAsync(cancellationToken);
        return DateTimeOffset.FromUnixTimeMilliseconds(now[0]);
    }
#pragma warning restore EF1002

    private async Task CloseAsync(Guid grantId, CancellationToken cancellationToken)
    {
        await FreeAsync(grantId, cancellationToken);
        await db.Set<RefreshIntent>()
            .Where(intent => intent.GrantId == grantId && intent.Owner == owner.Id)
            .ExecuteDeleteAsync(cancellationToken);
    }

    private Task<int> FreeAsync(Guid grantId, CancellationToken cancellationToken) => db.Set<RefreshClaim>()
        .Where(claim => claim.GrantId == grantId && claim.Owner == owner.Id)
        .ExecuteDeleteAsync(cancellationToken);

    private Task<Grant?> FindGrantAsync(Guid grantId, CancellationToken cancellationToken) =>
        db.Set<Grant>().AsNoTracking().FirstOrDefaultAsync(grant => grant.Id == grantId, cancellationToken);

    private IQueryable<Grant> At(Grant read) =>
        db.Set<Grant>().Where(grant => grant.Id == read.Id && grant.Generation == read.Generation);
}

/// <summary>How the way to an exchange went.</summary>
public abstract record RefreshStart
{
    private RefreshStart()
    {
    }

    /// <summary>The token may be sent. In doubt: it may have been before, with an answer that nobody kept.</summary>
    public sealed record Begun(OpenGrant Open, bool InDoubt) : RefreshStart;

    /// <summary>Nothing to send for the grant as it is now.</summary>
    public sealed record NotDue(Grant Grant) : RefreshStart;

    public sealed record Gone : RefreshStart;

    public sealed record ClaimedElsewhere : RefreshStart;

    /// <summary>The provider's refusals are not believed at the moment.</summary>
    public sealed record Paused(DateTimeOffset Until) : RefreshStart;
}
