using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Backups.Restoring;

/// <summary>
/// Decrypts a backup beside the database, and treats it as a restored copy: sessions and leases end, and refresh tokens
/// that were replaced since the backup are never sent. The instance itself does not change.
/// </summary>
internal sealed class RestorePreparation(
    BackupWorkFolders folders, MasterKeyTransfer masterKey, RollbackRecordFile rollbackRecord, EpochStart epoch,
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
            return await PrepareAsync(folder, manifest, cancellationToken);
        }
        catch (Exception failure)
        {
            BackupWorkFolders.Delete(folder);
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

    private async Task<PreparedRestore> PrepareAsync(
        string folder, BackupManifest manifest, CancellationToken cancellationToken)
    {
        await using var db = await SqliteFile.OpenAndMigrateAsync(
            Path.Combine(folder, BackupFile.DatabaseName), cancellationToken);
        var metadata = await db.Set<InstanceMetadata>().AsNoTracking().SingleAsync(cancellationToken);
        var hasNewKey = masterKey.NeedsKeyOfBackup(
            metadata, manifest.HasKey ? Path.Combine(folder, BackupFile.KeyName) : null);
        var newer = rollbackRecord.Read(metadata.InstanceId) is { } record
            && record.IsNewerThan(metadata.Epoch, metadata.Commits) ? record : null;
        await epoch.BeginAsync(db, newer, cancellationToken);
        // No process that held a lease at the time of the backup uses the restored database.
        await db.Set<RefreshLease>().ExecuteDeleteAsync(cancellationToken);
        await BackupStateStore.RecordRestoreAsync(db, time.GetUtcNow(), manifest.CreatedAt, cancellationToken);
        return new PreparedRestore(folder, manifest, hasNewKey, await CountAsync(db, manifest, cancellationToken));
    }

    // The manifest also counts the rows that the new epoch has ended.
    private static async Task<RestoredContent> CountAsync(
        SqliteDb db, BackupManifest manifest, CancellationToken cancellationToken)
    {
        var connections = await db.Set<Grant>().CountAsync(cancellationToken);
        var active = await db.Set<Grant>().CountAsync(grant => grant.State == GrantState.Active, cancellationToken);
        var keys = await db.Set<ApiKey>().CountAsync(cancellationToken);
        return new RestoredContent
        {
            Users = await db.Set<User>().CountAsync(cancellationToken),
            Connections = active,
            ReauthorizationRequired = connections - active,
            DeletedConnections = manifest.Connections - connections,
            ApiKeys = keys,
            EndedApiKeys = manifest.ApiKeys - keys,
        };
    }
}
