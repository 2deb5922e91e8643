using Microsoft.Extensions.Options;

namespace MusicAuth.Backups;

/// <summary>Private folders in the data directory for the files of a backup or of a restore.</summary>
internal sealed class BackupFolder(IOptions<DatabaseOptions> options)
{
    private const string Prefix = "backup-";

    // A command can make a backup while the server starts.
    private static readonly TimeSpan MinAge = TimeSpan.FromHours(1);

    /// <exception cref="BackupException">The data directory takes no folder.</exception>
    public string Create()
    {
        var path = Path.Combine(options.Value.DataDirectoryPath, $"{Prefix}{Guid.NewGuid():N}");
        try
        {
            PrivateDirectory.Create(path);
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure))
        {
            throw new BackupException(
                $"MusicAuth cannot create a folder in the data directory: {failure.Message} Make the data directory "
                + "writable for this user, and free space on its disk. Nothing has changed.",
                failure);
        }

        return path;
    }

    /// <summary>Deletes what a killed process left behind.</summary>
    public void DeleteAbandoned()
    {
        var latest = (TimeProvider.System.GetUtcNow() - MinAge).UtcDateTime;
        foreach (var folder in Directory.EnumerateDirectories(options.Value.DataDirectoryPath, $"{Prefix}*")
            .Where(folder => Directory.GetLastWriteTimeUtc(folder) < latest))
            Delete(folder);
    }

    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure))
        {
            // The next start deletes it.
        }
    }
}
