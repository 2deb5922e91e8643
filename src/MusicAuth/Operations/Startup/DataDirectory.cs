using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Startup;

/// <summary>The folder that the broker writes to, locked against other processes.</summary>
internal sealed class DataDirectory(
    IOptions<DatabaseOptions> options, DataDirectoryLock directoryLock, DataDirectoryId directoryId)
{
    public string Path => options.Value.DataDirectoryPath;

    public void Acquire()
    {
        var path = Path;
        try
        {
            PrivateDirectory.Create(path);
            directoryLock.Acquire(path);
            directoryId.Load();
            // Two processes with separate data directories can share one SQLite file: its folder needs a lock too.
            if (!options.Value.IsPostgres && SqliteFolder != RealPath.Resolve(path))
            {
                path = SqliteFolder;
                PrivateDirectory.Create(path);
                directoryLock.Acquire(path);
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

    // With links resolved, so that every process locks the folder that contains the file.
    private string SqliteFolder => System.IO.Path.GetDirectoryName(RealPath.Resolve(options.Value.SqliteFile))!;
}
