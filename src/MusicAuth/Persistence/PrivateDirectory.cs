namespace MusicAuth.Persistence;

/// <summary>Folders that nobody else may enter.</summary>
public static class PrivateDirectory
{
    /// <summary>Makes the folder with mode 0700; one that exists keeps the mode its owner gave it.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
