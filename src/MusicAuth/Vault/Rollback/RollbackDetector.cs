using Microsoft.Extensions.Options;

namespace MusicAuth.Vault.Rollback;

/// <summary>Detects at start that the database is an older copy, and accepts it on the operator's request.</summary>
internal sealed partial class RollbackDetector(
    IOptions<VaultOptions> options, RollbackRecordFile file, ScopedServices scopes,
    EpochStart epoch, ILogger<RollbackDetector> logger)
{
    private RollbackRecord? _newer;
    private bool _hasNoRecord;

    public bool IsAccepted { get; set; }

    /// <summary>Compares the database with the rollback record, before anything is written to the database.</summary>
    /// <param name="records">
    /// The records, read before the database: otherwise another replica could increase the counter and write its record
    /// between the two reads, and the database would look older than the record.
    /// </param>
    /// <param name="metadata">The row of the instance; null for an empty database.</param>
    /// <param name="database">The name of the database.</param>
    public void Check(IReadOnlyList<RollbackRecord> records, InstanceMetadata? metadata, string database)
    {
        var record = RollbackRecordFile.Newest(records, metadata?.InstanceId);
        // The sessions of a moved database can have ended on the other machine.
        _hasNoRecord = record is null && metadata is { Commits: > 0 };
        if (record is null || !IsBehind(metadata, record))
            return;

        var code = $"{(metadata is null ? "none" : $"{metadata.Epoch}.{metadata.Commits}")}-{record}";
        if (!IsAccepted && options.Value.AcceptRollback != code)
            throw new DatabaseUnusableException(Refusal(metadata, record, database, code));
        _newer = metadata is null ? null : record;
        Log.Accepted(logger, database, code);
    }

    /// <summary>Begins a new epoch for an accepted older copy. Requires the migrated schema.</summary>
    /// <param name="canMove">Whether a database without a rollback record comes from another machine.</param>
    public async Task<bool> BeginNewEpochAsync(bool canMove, CancellationToken cancellationToken)
    {
        // Without a writable record, every start would look like a move.
        var isMoved = canMove && _hasNoRecord && file.IsWritable();
        if (_newer is null && !isMoved)
            return false;
        await scopes.UseAsync(db => epoch.BeginAsync(db, _newer, cancellationToken));
        if (isMoved)
            Log.Moved(logger);
        return true;
    }

    private bool IsBehind(InstanceMetadata? metadata, RollbackRecord record) => metadata is null
        ? Path.Exists(options.Value.MasterKeyFile)
        : record.BelongsTo(metadata) && record.IsNewerThan(metadata.Epoch, metadata.Commits);

    private static string Refusal(InstanceMetadata? metadata, RollbackRecord record, string database, string code) =>
        metadata is null
            ? $"The database {database} is missing or empty, but the rollback counter beside the master key is at "
            + $"{record}, so a database existed before. Check that the right folder or volume is mounted, or restore a "
            + "backup. To start with an empty database, start once with --accept-rollback (or with the setting "
            + $"Vault__AcceptRollback={code})."
            : $"The database {database} is older than the one last in use ({metadata.Epoch}.{metadata.Commits} "
            + $"instead of {record}): an old copy was restored, or the -wal file is lost. MusicAuth did not change it. "
            + "If you have the newer database, restore that one. To continue with this one, start once with "
            + "--accept-rollback (or with the setting "
            + $"Vault__AcceptRollback={code}). All sessions, owner links, invitations, API keys and calendar addresses "
            + "then end, and connections whose tokens have been replaced since then need a new sign-in.";

    private static partial class Log
    {
        [LoggerMessage(7008, LogLevel.Warning, "MusicAuth accepts the database {Database}, which is older than the one "
            + "last in use ({Code}): all sessions, owner links, invitations, API keys and calendar addresses end")]
        public static partial void Accepted(ILogger logger, string database, string code);

        [LoggerMessage(7009, LogLevel.Warning, "The database was in use on another machine, because no rollback record "
            + "for it exists here. All sessions, owner links and invitations end, and MusicAuth tries every connection "
            + "once")]
        public static partial void Moved(ILogger logger);
    }
}
