using System.Runtime.InteropServices;

namespace MusicAuth.Persistence.Files;

/// <summary>Creates folders that are private to this user.</summary>
internal static class PrivateDirectory
{
    private const int WriteAndSearch = 2 | 1;

    /// <summary>Creates the folder with mode 0700. An existing folder keeps its mode.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Checks the permission to create a file, without writing one.</summary>
    public static bool IsWritable(string path) =>
        Directory.Exists(path) && (OperatingSystem.IsWindows() || NativeMethods.Access(path, WriteAndSearch) == 0);

    /// <summary>
    /// Checks the permission to create a file in a folder, and to create the folder if it does not exist. Creates
    /// nothing.
    /// </summary>
    public static bool IsWritableOrNew(string path) => Path.Exists(path)
        ? IsWritable(path)
        : Path.GetDirectoryName(path) is { } parent && IsWritableOrNew(parent);

    // access(2) also considers read-only mounts, unlike the mode of the folder.
    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "access", SetLastError = true, ExactSpelling = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
    }
}
