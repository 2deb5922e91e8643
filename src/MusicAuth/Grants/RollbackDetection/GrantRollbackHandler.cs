using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.RollbackDetection;

/// <summary>
/// The grants of an older copy of the database. Which refresh tokens were replaced since is known from the mark: they
/// are not tried, for a provider takes a spent token for a theft and ends the consent.
/// </summary>
public sealed partial class GrantRollbackHandler(
    DataDirectoryId instance, TimeProvider time, ILogger<GrantRollbackHandler> logger) : IRollbackHandler
{
    private const int Batch = 500;

    private enum Outcome
    {
        Kept,
        Replaced,
        Erased,
        Indeterminate,
    }

    public async Task HandleAsync(MusicAuthDb db, RollbackRecord? newer, CancellationToken cancellationToken)
    {
        var rows = await db.Set<Grant>().AsNoTracking().Select(grant => new Row(
            grant.Id, grant.Generation, grant.State == GrantState.Active && grant.EncryptedRefreshToken != null,
            grant.RefreshFingerprint)).ToListAsync(cancellationToken);
        var fates = rows.ToLookup(row => OutcomeOf(row, newer));
        foreach (var lost in fates[Outcome.Replaced].Chunk(Batch))
            await InvalidateAsync(db, Ids(lost), cancellationToken);
        foreach (var gone in fates[Outcome.Erased].Chunk(Batch))
            await EraseAsync(db, Ids(gone), cancellationToken);
        foreach (var doubtful in fates[Outcome.Indeterminate].Chunk(Batch))
            await MarkIndeterminateAsync(db, doubtful, cancellationToken);
        Log.Looked(
            logger, fates[Outcome.Kept].Count(), fates[Outcome.Replaced].Count(), fates[Outcome.Erased].Count(),
            fates[Outcome.Indeterminate].Count());
    }

    private static Outcome OutcomeOf(Row row, RollbackRecord? newer)
    {
        var recorded = "";
        if (newer is not null && !newer.TokenFingerprints.TryGetValue(row.Id, out recorded))
            return Outcome.Erased;
        if (!row.IsRefreshable)
            return Outcome.Kept;
        if (string.IsNullOrEmpty(recorded) || row.Fingerprint is null)
            return Outcome.Indeterminate;
        return RollbackRecord.ShortenFingerprint(row.Fingerprint) == recorded ? Outcome.Kept : Outcome.Replaced;
    }

    private Task<int> InvalidateAsync(MusicAuthDb db, List<Guid> ids, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return db.Set<Grant>().Where(grant => ids.Contains(grant.Id)).ExecuteUpdateAsync(
            row => row.SetProperty(grant => grant.State, GrantState.ReauthorizationRequired)
                .SetProperty(grant => grant.Reason, ReauthorizationReason.LostInFlight)
                .SetProperty(grant => grant.InvalidatedAt, now),
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
    private async Task MarkIndeterminateAsync(MusicAuthDb db, Row[] rows, CancellationToken cancellationToken)
    {
        var ids = Ids(rows);
        await db.Set<RefreshIntent>().Where(intent => ids.Contains(intent.GrantId))
            .ExecuteDeleteAsync(cancellationToken);
        db.AddRange(rows.Select(row => new RefreshIntent
        {
            GrantId = row.Id,
            Generation = row.Generation,
            TokenFingerprint = row.Fingerprint ?? [],
            InstanceId = instance.Value,
            StartedAt = time.GetUtcNow(),
        }));
        await db.SaveChangesAsync(cancellationToken);
    }

    private static List<Guid> Ids(Row[] rows) => [.. rows.Select(row => row.Id)];

    private sealed record Row(Guid Id, long Generation, bool IsRefreshable, byte[]? Fingerprint);

    private static partial class Log
    {
        [LoggerMessage(2601, LogLevel.Warning, "Connections of the older copy: {Kept} go on, {Replaced} need a new "
            + "sign-in since their tokens were replaced, {Erased} had been disconnected and are erased, {InDoubt} are "
            + "tried once")]
        public static partial void Looked(ILogger logger, int kept, int replaced, int erased, int inDoubt);
    }
}
