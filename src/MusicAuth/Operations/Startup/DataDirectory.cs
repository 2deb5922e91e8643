namespace MusicAuth.Operations.Startup;

/// <summary>The one folder that the broker writes to, and this process' hold on it.</summary>
public sealed class DataDirectory(DataDirectoryLock instanceLock, DataDirectoryId identity)
{
    /// <exception cref="StartupException">It cannot be written, or another process uses it.</exception>
    public void Acquire(DatabaseOptions options)
    {
        var path = options.DataDirectoryPath;
        try
        {
            PrivateDirectory.Create(path);
            instanceLock.Acquire(path);
            identity.Load();
            // Two processes may have folders of their own and yet name one file.
            if (!options.IsPostgres && FolderOf(options.SqliteFile) is { } folder && folder != RealPath.Resolve(path))
            {
                path = folder;
                PrivateDirectory.Create(path);
                instanceLock.Acquire(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                StartupException.DatabaseUnusable,
                File.Exists(path)
                    ? $"The data directory {path} is a file. Set DataDirectory to a folder."
                    : $"MusicAuth cannot write to the data directory {path}. Make the folder writable for this user, "
                        + "free space on its disk, or set DataDirectory to another folder.",
                e);
        }
    }

    // Where links lead: the lock of the folder in which the file really lies is what keeps others away.
    private static string? FolderOf(string file) => Path.GetDirectoryName(RealPath.Resolve(file));
}
