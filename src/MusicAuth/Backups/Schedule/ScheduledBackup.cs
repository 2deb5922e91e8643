using Microsoft.Extensions.Options;

namespace MusicAuth.Backups.Schedule;

/// <summary>Makes a backup in the folder of the settings, and deletes old files there.</summary>
internal sealed partial class ScheduledBackup(
    IOptions<BackupOptions> options, BackupMaker maker, BackupWorkFolders folders, FileDeletion delete,
    ILogger<ScheduledBackup> logger)
{
    /// <exception cref="BackupException">The backup cannot be written.</exception>
    /// <exception cref="MasterKeyUnusableException">The backup cannot contain the only master key in use.</exception>
    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        var folder = Path.TrimEndingDirectorySeparator(options.Value.Directory) + Path.DirectorySeparatorChar;
        DeleteAll(() => BackupDirectory.ListUnfinished(folder));
        var made = await maker.MakeAsync(folder, options.Value.Passphrase, options.Value.WithKey, cancellationToken);
        Log.Made(logger, made.File, made.Bytes);
        DeleteAll(() => BackupDirectory.ListOld(made, options.Value.Keep));
    }

    /// <summary>Deletes what killed processes left in the data directory.</summary>
    public void DeleteAbandoned() => folders.DeleteAbandoned();

    // If a file cannot be deleted, for example because it belongs to another user, the backup and the deletion of the
    // other files continue.
    private void DeleteAll(Func<IEnumerable<string>> list)
    {
        try
        {
            foreach (var file in list())
                Delete(file);
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure))
        {
            Log.NotDeleted(logger, failure.Message);
        }
    }

    private void Delete(string file)
    {
        try
        {
            delete(file);
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure))
        {
            Log.NotDeleted(logger, failure.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(15001, LogLevel.Information, "Made the backup {File} ({Bytes} bytes) and read it again")]
        public static partial void Made(ILogger logger, string file, long bytes);

        [LoggerMessage(15005, LogLevel.Warning, "MusicAuth could not delete an old file in the folder of the backups: "
            + "{Reason} Make the folder and the file writable for this user, or delete the file by hand")]
        public static partial void NotDeleted(ILogger logger, string reason);
    }
}
