using Microsoft.Extensions.Options;

namespace MusicAuth.Backups;

/// <summary>Makes a backup of the running or stopped instance, and reads it again.</summary>
internal sealed partial class BackupMaker(
    BackupCollector collector, BackupWorkFolders folders, ScopedServices scopes, IOptions<BackupOptions> options,
    ILogger<BackupMaker> logger)
{
    public const string Unfinished = ".unfinished";

    /// <param name="file">
    /// The path of the new file, or a folder for a <see cref="NamedBackup"/>. A folder that ends with a slash is
    /// created.
    /// </param>
    /// <param name="passphrase">Encrypts the file.</param>
    /// <param name="withKey">Whether the backup contains the master key.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="BackupException">The file exists, or cannot be written.</exception>
    /// <exception cref="MasterKeyUnusableException">The backup cannot contain the only master key in use.</exception>
    public async Task<BackupResult> MakeAsync(
        string file, string passphrase, bool withKey, CancellationToken cancellationToken)
    {
        try
        {
            var path = Prepare(file);
            var folder = folders.Create();
            try
            {
                var manifest = await collector.CollectAsync(folder, withKey, cancellationToken);
                var target = TargetOf(path, manifest);
                await Task.Run(() => Write(target, passphrase, manifest, folder), cancellationToken);
                await RecordAsync(manifest, cancellationToken);
                return new BackupResult(target, new FileInfo(target).Length, manifest);
            }
            finally
            {
                BackupWorkFolders.Delete(folder);
            }
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure) || SqliteErrors.IsWriteFailure(failure))
        {
            throw new BackupException(
                $"MusicAuth cannot write the backup {Path.GetFullPath(file)}: {failure.GetBaseException().Message} "
                + "Make its folder and the data directory writable for this user, and free space on their disks. No "
                + "backup was made.",
                failure);
        }
    }

    // A database that takes no writes can be backed up too.
    private async Task RecordAsync(BackupManifest manifest, CancellationToken cancellationToken)
    {
        try
        {
            await scopes.UseAsync((BackupStateStore store) =>
                store.RecordSuccessAsync(manifest.CreatedAt, cancellationToken));
        }
        catch (Exception failure) when (StorageFault.IsIn(failure))
        {
            Log.NotRecorded(logger, failure.GetType().Name);
        }
    }

    private static string Prepare(string file)
    {
        var path = Path.GetFullPath(file);
        if (Path.EndsInDirectorySeparator(file))
            PrivateDirectory.Create(path);
        return Directory.Exists(path) ? path : RequireNew(path);
    }

    private static string TargetOf(string path, BackupManifest manifest) => Directory.Exists(path)
        ? RequireNew(Path.Combine(path, NamedBackup.NameOf(manifest)))
        : path;

    private static string RequireNew(string path) => Path.Exists(path)
        ? throw new BackupException($"The file {path} exists already. Choose another name.")
        : path;

    // The name appears when the file is complete and was read once.
    private void Write(string target, string passphrase, BackupManifest manifest, string folder)
    {
        var unfinished = target + Unfinished;
        try
        {
            File.Delete(unfinished);
            BackupFile.Write(unfinished, passphrase, options.Value.WorkFactor, manifest, folder);
            using (var written = File.OpenRead(unfinished))
                BackupFile.Read(written, passphrase, folder: null);
            File.Move(unfinished, target, overwrite: false);
            DurableFile.SyncDirectory(Path.GetDirectoryName(target)!);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(15004, LogLevel.Warning, "The backup is complete, but the database could not record it "
            + "({Exception})")]
        public static partial void NotRecorded(ILogger logger, string exception);
    }
}
