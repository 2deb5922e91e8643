using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Backups.Restoring;

/// <summary>
/// Copies a prepared restore into the database of the settings, in one transaction. The server must not run, and the
/// caller holds the lock of the start.
/// </summary>
internal sealed class RestoreCommit(
    IServiceProvider services, MasterKeyTransfer masterKey, RollbackRecordFile rollbackRecord,
    RollbackRecordStore rollbackStore, ScopedServices scopes)
{
    /// <exception cref="BackupException">The database or the master key cannot be written.</exception>
    public async Task CommitAsync(PreparedRestore restore, CancellationToken cancellationToken)
    {
        // The kind of database is known only after the validation of the settings.
        var target = services.GetRequiredService<IDatabaseStartup>();
        var isNew = target.IsNew;
        Action undo = () => { };
        try
        {
            await target.MigrateAsync(cancellationToken);
            await using var source = SqliteFile.Open(restore.Database);
            await scopes.UseAsync(db => DatabaseCopy.ReplaceAsync(
                source, db,
                () =>
                {
                    if (restore.HasNewKey)
                        undo = masterKey.Install(restore.Key);
                },
                cancellationToken));
        }
        catch (Exception failure)
        {
            await UndoAsync(target, isNew, undo);
            if (Describe(target, failure) is { } reason)
                throw new BackupException($"{reason} Nothing was restored, and nothing has changed.", failure);
            throw;
        }
        finally
        {
            BackupWorkFolders.Delete(restore.Folder);
        }

        // Without a record the next start would take the database for one of another machine, once more.
        rollbackRecord.Write(await rollbackStore.ReadAsync(cancellationToken));
    }

    /// <exception cref="BackupException">The database has users.</exception>
    public static async Task RequireEmptyAsync(IDatabaseStartup target, CancellationToken cancellationToken)
    {
        if (await target.InspectAsync(HasUsersAsync, cancellationToken))
        {
            throw new BackupException(
                $"The database {target.Name} has users, and a restore does not overwrite them. Set DataDirectory or "
                + "Database:ConnectionString to an empty one, or move the database away.");
        }
    }

    private static async Task UndoAsync(IDatabaseStartup target, bool isNew, Action undo)
    {
        // A connection that ends during the commit leaves open whether PostgreSQL committed: the key must then stay.
        if (target.IsFile || await IsEmptyAsync(target))
            undo();
        if (isNew)
            target.DeleteNew();
    }

    private static async Task<bool> IsEmptyAsync(IDatabaseStartup target)
    {
        try
        {
            return !await target.InspectAsync(HasUsersAsync, CancellationToken.None);
        }
        catch (Exception failure) when (target.DescribeFailure(failure) is not null)
        {
            return false;
        }
    }

    private static string? Describe(IDatabaseStartup target, Exception failure) =>
        DurableFile.IsFailure(failure)
            ? $"MusicAuth cannot write one of its files: {failure.Message} Make the data directory and the folder of "
                + "the master key writable for this user, and free space on their disks."
            : target.DescribeFailure(failure);

    private static async Task<bool> HasUsersAsync(MusicAuthDb? db, CancellationToken cancellationToken) =>
        db is not null && await db.Set<User>().AnyAsync(cancellationToken);
}
