using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Backups.Restoring;

/// <summary>
/// Decrypts a backup beside the database, and treats it as a restored copy: sessions and leases end, and refresh tokens
/// that were replaced since the backup are never sent. The instance itself does not change.
/// </summary>
internal sealed class RestorePreparation(
    BackupFolder folders, MasterKeyTransfer masterKey, RollbackRecordFile rollbackRecord, EpochStart epoch,
    TimeProvider time)
{
    /// <exception cref="BackupException">
    /// The backup is damaged, foreign or of a newer version, or the passphrase is wrong.
    /// </exception>
    /// <exception cref="MasterKeyUnusableException">The master key is missing.</exception>
    public async Task<PreparedRestore> PrepareAsync(
        Stream backup, string passphrase, CancellationToken cancellationToken)
    {
        var folder = folders.Create();
        try
        {
            var manifest = await Task.Run(() => BackupFile.Read(backup, passphrase, folder), cancellationToken);
            var prepared = new PreparedRestore(folder, manifest, HasNewKey: false);
            return prepared with { HasNewKey = await PrepareAsync(prepared, cancellationToken) };
        }
        catch (Exception failure)
        {
            BackupFolder.Delete(folder);
            if (Describe(failure, folder) is { } reason)
                throw new BackupException(reason, failure);
            throw;
        }
    }

    private static string? Describe(Exception failure, string folder)
    {
        if (failure is DatabaseUnusableException)
            return failure.Message.Replace(folder, "", StringComparison.Ordinal);
        return DurableFile.IsFailure(failure) || SqliteErrors.IsWriteFailure(failure)
            ? $"MusicAuth cannot write the files of the backup: {failure.GetBaseException().Message} Make the data "
                + "directory writable for this user, and free space on its disk. Nothing has changed."
            : null;
    }

    private async Task<bool> PrepareAsync(PreparedRestore restore, CancellationToken cancellationToken)
    {
        await using var db = await SqliteFile.OpenAndMigrateAsync(restore.Database, cancellationToken);
        var metadata = await db.Set<InstanceMetadata>().AsNoTracking().SingleAsync(cancellationToken);
        var hasNewKey = masterKey.NeedsKeyOfBackup(metadata, restore.Manifest.HasKey ? restore.Key : null);
        var newer = rollbackRecord.Read(metadata.InstanceId) is { } record
            && record.IsNewerThan(metadata.Epoch, metadata.Commits) ? record : null;
        await epoch.BeginAsync(db, newer, cancellationToken);
        // No process that held a lease at the time of the backup uses the restored database.
        await db.Set<RefreshLease>().ExecuteDeleteAsync(cancellationToken);
        await BackupStateStore.RecordRestoreAsync(
            db, time.GetUtcNow(), restore.Manifest.CreatedAt, cancellationToken);
        return hasNewKey;
    }
}
