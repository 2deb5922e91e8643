using MusicAuth.Persistence;

namespace MusicAuth.Operations;

/// <summary>The one folder that the broker writes to, and this process' hold on it.</summary>
public sealed class DataDirectory(InstanceLock instanceLock, InstanceIdentity identity)
{
    /// <exception cref="StartupException">It cannot be written, or another process uses it.</exception>
    public void Take(string path)
    {
        try
        {
            PrivateDirectory.Create(path);
            instanceLock.Take(path);
            identity.Load(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                StartupException.DatabaseUnusable,
                $"The data directory {path} cannot be written. Make it writable for this user, free space on its "
                + "disk, or set DataDirectory to another folder.",
                e);
        }
    }
}
