using Microsoft.EntityFrameworkCore;
using MusicAuth.Persistence;
using MusicAuth.Vault;

namespace MusicAuth.Grants;

/// <summary>
/// The grants of an older copy of the database. Which refresh tokens were replaced since is known from the mark: they
/// are not tried, for a provider takes a spent token for a theft and ends the consent.
/// </summary>
public sealed partial class RestoredGrants(
    InstanceIdentity instance, TimeProvider time, ILogger<RestoredGrants> logger) : IRollbackHandler
{
    private const int Batch = 500;

    private enum Fate
    {
        Kept,
        Replaced,
        Erased,
        InDoubt,
    }

    public async Task HandleAsync(MusicAuthDb db, RollbackMark? newer, CancellationToken cancellationToken)
    {
        var rows = await db.Set<Grant>().AsNoTracking().Select(grant => new Row(
            grant.Id, grant.Generation, grant.State == GrantState.Active && grant.SealedRefreshToken != null,
            grant.RefreshFingerprint)).ToListAsync(cancellationToken);
        var fates = rows.ToLookup(row => FateOf(row, newer));
        foreach (var lost in fates[Fate.Replaced].Chunk(Batch))
            await CondemnAsync(db, Ids(lost), cancellationToken);
        foreach (var gone in fates[Fate.Erased].Chunk(Batch))
            await EraseAsync(db, Ids(gone), cancellationToken);
        foreach (var doubtful in fates[Fate.InDoubt].Chunk(Batch))
            await DoubtAsync(db, doubtful, cancellationToken);
        Log.Looked(
            logger, fates[Fate.Kept].Count(), fates[Fate.Replaced].Count(), fates[Fate.Erased].Count(),
            fates[Fate.InDoubt].Count());
    }

    private static Fate FateOf(Row row, RollbackMark? newer)
    {
        var recorded = "";
        if (newer is not null && !newer.Tokens.TryGetValue(row.Id, out recorded))
            return Fate.Erased;
        if (!row.IsRefreshed)
            return Fate.Kept;
        if (string.IsNullOrEmpty(recorded) || row.Fingerprint is null)
            return Fate.InDoubt;
        return RollbackMark.Shorten(row.Fingerprint) == recorded ? Fate.Kept : Fate.Replaced;
    }

    private Task<int> CondemnAsync(MusicAuthDb db, List<Guid> ids, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return db.Set<Grant>().Where(grant => ids.Contains(grant.Id)).ExecuteUpdateAsync(
            row => row.SetProperty(grant => grant.State, GrantState.ReauthorizationRequired)
                .SetProperty(grant => grant.Reason, ReauthorizationReason.LostInFlight)
                .SetProperty(grant => grant.CondemnedAt, now),
            cancellationToken);
    }

    // Somebody disconnected it since then, and was told that its tokens are gone.
    private static async Task EraseAsync(MusicAuthDb db, List<Guid> ids, CancellationToken cancellationToken)
    {
        await db.Set<RefreshIntent>().Where(intent => ids.Contains(intent.GrantId))
            .ExecuteDeleteAsync(cancellationToken);
        await db.Set<Grant>().Where(grant => ids.Contains(grant.Id)).ExecuteDeleteAsync(cancellationToken);
    }

    // As an exchange that was cut short leaves it: tried once, and called lost if refused.
    private async Task DoubtAsync(MusicAuthDb db, Row[] rows, CancellationToken cancellationToken)
    {
        var ids = Ids(rows);
        await db.Set<RefreshIntent>().Where(intent => ids.Contains(intent.GrantId))
            .ExecuteDeleteAsync(cancellationToken);
        db.AddRange(rows.Select(row => new RefreshIntent
        {
            GrantId = row.Id,
            Generation = row.Generation,
            TokenFingerprint = row.Fingerprint ?? [],
            InstanceId = instance.Id,
            StartedAt = time.GetUtcNow(),
        }));
        await db.SaveChangesAsync(cancellationToken);
    }

    private static List<Guid> Ids(Row[] rows) => [.. rows.Select(row => row.Id)];

    private sealed record Row(Guid Id, long Generation, bool IsRefreshed, byte[]? Fingerprint);

    private static partial class Log
    {
        [LoggerMessage(2601, LogLevel.Warning, "Connections of the older copy: {Kept} go on, {Replaced} need a new "
            + "sign-in since their tokens were replaced, {Erased} had been disconnected and are erased, {InDoubt} are "
            + "tried once")]
        public static partial void Looked(ILogger logger, int kept, int replaced, int erased, int inDoubt);
    }
}
