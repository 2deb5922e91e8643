using Microsoft.Extensions.Options;

namespace MusicAuth.Backups;

/// <summary>Private folders in the data directory for the files of a backup or of a restore.</summary>
internal sealed class BackupWorkFolders(IOptions<DatabaseOptions> options)
{
    private const string Prefix = "backup-";
    private const int IdLength = 32;

    // Another process can make a backup, and the page can send one for a restore.
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

    /// <summary>Deletes what killed processes left behind. Their folders can contain the master key.</summary>
    public void DeleteAbandoned() => IgnoreFailure(() =>
    {
        var folders = Directory.EnumerateDirectories(options.Value.DataDirectoryPath, $"{Prefix}*");
        foreach (var folder in folders.Where(HasOurName))
            DeleteUnused(folder);
    });

    public static void Delete(string folder) => IgnoreFailure(() => Directory.Delete(folder, recursive: true));

    // A folder that cannot be read must not keep the others from being deleted.
    private static void DeleteUnused(string folder) => IgnoreFailure(() =>
    {
        if (IsUnused(folder))
            Delete(folder);
    });

    private static void IgnoreFailure(Action delete)
    {
        try
        {
            delete();
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure))
        {
            // A later round deletes the folder.
        }
    }

    // An operator can keep backups in a folder such as backup-daily.
    private static bool HasOurName(string folder)
    {
        var id = Path.GetFileName(folder)[Prefix.Length..];
        return id.Length == IdLength && id.All(char.IsAsciiHexDigitLower);
    }

    // A write to a file does not change the time of its folder.
    private static bool IsUnused(string folder)
    {
        var lastWrite = Directory.EnumerateFiles(folder).Append(folder).Max(path => File.GetLastWriteTimeUtc(path));
        return (TimeProvider.System.GetUtcNow().UtcDateTime - lastWrite).Duration() > MinAge;
    }
}
