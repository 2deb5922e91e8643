using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.RollbackDetection;

/// <summary>
/// Handles the grants of an older copy of the database. The rollback record shows which refresh tokens were replaced
/// since the copy: they are never sent, because a provider takes a used token for a theft and ends the consent.
/// </summary>
internal sealed partial class GrantRollbackHandler(
    DataDirectoryId instance, TimeProvider time, ILogger<GrantRollbackHandler> logger) : IRollbackHandler
{
    private const int BatchSize = 500;

    private enum Outcome
    {
        Unchanged,
        Replaced,
        Erased,
        Indeterminate,
    }

    public async Task HandleAsync(MusicAuthDb db, RollbackRecord? newer, CancellationToken cancellationToken)
    {
        var rows = await db.Set<Grant>().AsNoTracking().Select(grant => new Row(
            grant.Id, grant.Generation, grant.State == GrantState.Active,
            grant.EncryptedRefreshToken != null && (grant.State == GrantState.Active || grant.RetryAt != null),
            grant.RefreshFingerprint)).ToListAsync(cancellationToken);
        var outcomes = rows.ToLookup(row => OutcomeOf(row, newer));
        foreach (var replaced in outcomes[Outcome.Replaced].Chunk(BatchSize))
            await InvalidateAsync(db, Ids(replaced), cancellationToken);
        foreach (var erased in outcomes[Outcome.Erased].Chunk(BatchSize))
            await EraseAsync(db, Ids(erased), cancellationToken);
        foreach (var indeterminate in outcomes[Outcome.Indeterminate].Chunk(BatchSize))
            await MarkIndeterminateAsync(db, indeterminate, cancellationToken);
        Log.Handled(
            logger, outcomes[Outcome.Unchanged].Count(), outcomes[Outcome.Replaced].Count(),
            outcomes[Outcome.Erased].Count(), outcomes[Outcome.Indeterminate].Count());
    }

    private static Outcome OutcomeOf(Row row, RollbackRecord? newer)
    {
        var recorded = "";
        if (newer is not null && !newer.TokenFingerprints.TryGetValue(row.Id, out recorded))
            return Outcome.Erased;
        if (!row.IsRefreshable)
            return Outcome.Unchanged;
        // The retry of an invalid grant sends its token once in any case.
        if (string.IsNullOrEmpty(recorded) || row.Fingerprint is null)
            return row.IsActive ? Outcome.Indeterminate : Outcome.Unchanged;
        return RollbackRecord.ShortenFingerprint(row.Fingerprint) == recorded ? Outcome.Unchanged : Outcome.Replaced;
    }

    // An invalid grant gets no retry, because its replaced token must never be sent.
    private Task<int> InvalidateAsync(MusicAuthDb db, List<Guid> ids, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return db.Set<Grant>().Where(grant => ids.Contains(grant.Id)).ExecuteUpdateAsync(
            row => row.SetProperty(grant => grant.State, GrantState.ReauthorizationRequired)
                .SetProperty(grant => grant.Reason, ReauthorizationReason.LostInFlight)
                .SetProperty(grant => grant.InvalidatedAt, grant => grant.InvalidatedAt ?? now)
                .SetProperty(grant => grant.RetryAt, (DateTimeOffset?)null)
                .SetProperty(grant => grant.RetriedAt, now),
            cancellationToken);
    }

    // The user has disconnected it since then.
    private static async Task EraseAsync(MusicAuthDb db, List<Guid> ids, CancellationToken cancellationToken)
    {
        await db.Set<RefreshIntent>().Where(intent => ids.Contains(intent.GrantId))
            .ExecuteDeleteAsync(cancellationToken);
        await db.Set<Grant>().Where(grant => ids.Contains(grant.Id)).ExecuteDeleteAsync(cancellationToken);
    }

    // Like an interrupted exchange: the token is tried once, and a refusal means lost_in_flight.
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

    /// <param name="Id">The grant.</param>
    /// <param name="Generation">Its generation in the copy.</param>
    /// <param name="IsActive">Whether the grant is valid.</param>
    /// <param name="IsRefreshable">Whether a refresh, or the retry of an invalid grant, would send the token.</param>
    /// <param name="Fingerprint">The fingerprint of the refresh token.</param>
    private sealed record Row(Guid Id, long Generation, bool IsActive, bool IsRefreshable, byte[]? Fingerprint);

    private static partial class Log
    {
        [LoggerMessage(2601, LogLevel.Warning, "Connections of the older copy: {Kept} stay active, {Replaced} need a "
            + "new sign-in because their tokens were replaced, {Erased} were disconnected and are erased, {InDoubt} "
            + "are tried once")]
        public static partial void Handled(ILogger logger, int kept, int replaced, int erased, int inDoubt);
    }
}
