using System.Runtime.InteropServices;

namespace MusicAuth.Persistence.Files;

/// <summary>Folders that nobody else may enter.</summary>
public static class PrivateDirectory
{
    private const int WriteAndSearch = 2 | 1;

    /// <summary>Makes the folder with mode 0700; one that exists keeps the mode its owner gave it.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Whether a file can be made there, room apart; writes nothing to find out.</summary>
    public static bool IsWritable(string path) =>
        Directory.Exists(path) && (OperatingSystem.IsWindows() || NativeMethods.Access(path, WriteAndSearch) == 0);

    // It also knows of file systems that are mounted read-only, which a file's mode does not tell.
    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "access", SetLastError = true, ExactSpelling = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
    }
}
