using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MusicAuth.Vault.Rollback;

/// <summary>Notices at the start that the database is an older copy, and takes it where that is wanted.</summary>
public sealed partial class RollbackDetector(
    IOptions<VaultOptions> options, RollbackRecordFile file, ScopedServices scopes, IEnumerable<IRollbackHandler> handlers,
    ILogger<RollbackDetector> logger)
{
    private RollbackRecord? _newer;
    private bool _isNewHere;

    /// <summary>Whether any older copy is taken: for one start, by whoever starts it.</summary>
    public bool IsAccepted { get; set; }

    /// <summary>Compares the database with the mark, before anything is written to it.</summary>
    /// <exception cref="DatabaseUnusableException">It is older, and nobody said that this is wanted.</exception>
    public void Check(InstanceMetadata? meta, string database)
    {
        var mark = file.Read(meta?.InstanceId);
        // Its sessions may have ended elsewhere. Replicas of PostgreSQL come and go with folders of their own.
        _isNewHere = mark is null && meta is { Commits: > 0 };
        if (mark is null || !IsBehind(meta, mark))
            return;

        var code = $"{(meta is null ? "none" : $"{meta.Epoch}.{meta.Commits}")}-{mark}";
        if (!IsAccepted && options.Value.AcceptRollback != code)
            throw new DatabaseUnusableException(Refusal(meta, mark, database, code));
        _newer = meta is null ? null : mark;
        Log.Accepted(logger, database, code);
    }

    /// <summary>Once the schema stands: begins a new epoch where an older copy was accepted.</summary>
    /// <param name="canMove">Whether a database without a mark is one that came from elsewhere.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Whether it did.</returns>
    public async Task<bool> BeginNewEpochAsync(bool canMove, CancellationToken cancellationToken)
    {
        // Where no mark can be kept, every start looks like the first one here.
        var isMoved = canMove && _isNewHere && file.IsWritable();
        if (_newer is null && !isMoved)
            return false;
        await scopes.UseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            foreach (var handler in handlers)
                await handler.HandleAsync(db, _newer, cancellationToken);
            var meta = await db.Set<InstanceMetadata>().SingleAsync(cancellationToken);
            meta.Epoch = Math.Max(meta.Epoch, _newer?.Epoch ?? 0) + 1;
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        });
        if (isMoved)
            Log.Moved(logger);
        return true;
    }

    private bool IsBehind(InstanceMetadata? meta, RollbackRecord mark) => meta is null
        ? Path.Exists(options.Value.MasterKeyFile)
        : mark.BelongsTo(meta) && mark.IsNewerThan(meta.Epoch, meta.Commits);

    private static string Refusal(InstanceMetadata? meta, RollbackRecord mark, string database, string code) => meta is null
        ? $"The database {database} is missing or empty, but the rollback counter beside the master key is at {mark}, "
            + "so a database existed before. Check that the right folder or volume is mounted, or restore a backup. To "
            + "start with an empty database, start once with --accept-rollback (or with the setting "
            + $"Vault__AcceptRollback={code})."
        : $"The database {database} is older than the one last in use ({meta.Epoch}.{meta.Commits} instead of {mark}): "
            + "an old copy was restored, or the -wal file is lost. MusicAuth did not change it. If you have the newer "
            + "database, restore that one. To continue with this one, start once with --accept-rollback (or with the "
            + $"setting Vault__AcceptRollback={code}). All sessions and API keys then end, and connections whose "
            + "tokens have been replaced since then need a new sign-in.";

    private static partial class Log
    {
        [LoggerMessage(8, LogLevel.Warning, "The database {Database} is older than the one last in use ({Code}), and "
            + "is taken as you asked: all sessions and API keys end")]
        public static partial void Accepted(ILogger logger, string database, string code);

        [LoggerMessage(9, LogLevel.Warning, "This database was in use elsewhere: no mark beside the master key knows "
            + "of it. All sessions end, and every connection is tried once")]
        public static partial void Moved(ILogger logger);
    }
}
