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
    public async Task CommitAsync(PreparedRestore restore, CancellationToken cancellationToken)
    {
        try
        {
            // The kind of database is known only after the validation of the settings.
            var target = services.GetRequiredService<IDatabaseStartup>();
            if (restore.HasNewKey)
                masterKey.Install(restore.Key);
            await target.MigrateAsync(cancellationToken);
            await using var source = SqliteFile.Open(restore.Database);
            await scopes.UseAsync(db => DatabaseCopy.ReplaceAsync(source, db, cancellationToken));
            // Without a record the next start would take the database for one of another machine, once more.
            rollbackRecord.Write(await rollbackStore.ReadAsync(cancellationToken));
        }
        finally
        {
            BackupFolder.Delete(restore.Folder);
        }
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

    private static async Task<bool> HasUsersAsync(MusicAuthDb? db, CancellationToken cancellationToken) =>
        db is not null && await db.Set<User>().AnyAsync(cancellationToken);
}
