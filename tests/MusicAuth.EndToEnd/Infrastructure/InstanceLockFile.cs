namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>The lock of a data directory. The lock ends with the process that holds it.</summary>
internal static class InstanceLockFile
{
    public static bool IsHeld(string dataDirectory)
    {
        try
        {
            using var file = new FileStream(
                Path.Combine(dataDirectory, "musicauth.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException exception) when (exception is not FileNotFoundException)
        {
            return true;
        }
    }
}
