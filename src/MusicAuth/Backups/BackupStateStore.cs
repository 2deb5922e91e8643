using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Backups;

/// <summary>The last backup and the last restore.</summary>
internal sealed class BackupStateStore(MusicAuthDb db, IDatabaseDialect dialect, TimeProvider time)
{
    private const int MaxErrorLength = 500;

    public Task<BackupState?> FindAsync(CancellationToken cancellationToken) =>
        Row(db).AsNoTracking().SingleOrDefaultAsync(cancellationToken);

    /// <summary>Begins a backup by schedule, unless one is recent or under way in any process.</summary>
    public async Task<bool> TryBeginAsync(TimeSpan interval, TimeSpan patience, CancellationToken cancellationToken)
    {
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        var state = await GetAsync(db, cancellationToken);
        var now = time.GetUtcNow();
        if (BackupTimes.Plausible(state.LastGoodAt, now) > now - interval
            || BackupTimes.Plausible(state.BegunAt, now) > now - patience)
            return false;
        state.BegunAt = now;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task RecordSuccessAsync(DateTimeOffset madeAt, CancellationToken cancellationToken)
    {
        var state = await GetAsync(db, cancellationToken);
        (state.LastGoodAt, state.LastError) = (madeAt, null);
        await db.SaveChangesAsync(cancellationToken);
    }

    public async Task RecordFailureAsync(string error, CancellationToken cancellationToken)
    {
        var state = await GetAsync(db, cancellationToken);
        state.LastError = VisibleText.Truncate(error, MaxErrorLength);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Records the restore in the restored database itself.</summary>
    public static async Task RecordRestoreAsync(
        MusicAuthDb restored, DateTimeOffset at, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var state = await GetAsync(restored, cancellationToken);
        (state.RestoredAt, state.RestoredFrom) = (at, from);
        (state.LastGoodAt, state.LastError, state.BegunAt) = (from, null, null);
        await restored.SaveChangesAsync(cancellationToken);
    }

    private static async Task<BackupState> GetAsync(MusicAuthDb db, CancellationToken cancellationToken) =>
        await Row(db).SingleOrDefaultAsync(cancellationToken) ?? db.Add(new BackupState()).Entity;

    private static IQueryable<BackupState> Row(MusicAuthDb db) =>
        db.Set<BackupState>().Where(state => state.Id == BackupState.SingleRowId);
}
