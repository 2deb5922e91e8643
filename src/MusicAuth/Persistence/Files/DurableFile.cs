using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security;
using Microsoft.Win32.SafeHandles;

namespace MusicAuth.Persistence.Files;

/// <summary>Writes files that are complete after a power loss and private to this user.</summary>
internal static class DurableFile
{
    internal const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static bool IsFailure(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or SecurityException;

    /// <summary>Creates a file with mode 0600. The file is either complete or absent.</summary>
    public static void WriteNew(string path, ReadOnlySpan<byte> content) => Put(path, content, overwrite: false);

    /// <summary>Like <see cref="WriteNew"/>, but overwrites an existing file.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content) => Put(path, content, overwrite: true);

    /// <summary>Deletes a file, also after a power loss.</summary>
    public static void Delete(string path)
    {
        File.Delete(path);
        SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Makes the entries of a folder durable after a new file, a rename or a delete.</summary>
    public static void SyncDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;

        using var handle = NativeMethods.Open(directory, 0);
        if (handle.IsInvalid)
            throw new IOException($"MusicAuth cannot sync the folder {directory}.", new Win32Exception());
        RandomAccess.FlushToDisk(handle);
    }

    internal static void CreateEmpty(string path)
    {
        using var stream = CreateNew(path);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Opens a new file with mode 0600. Its content is durable after a flush to the disk.</summary>
    internal static FileStream CreateNew(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    private static void Put(string path, ReadOnlySpan<byte> content, bool overwrite)
    {
        var unfinished = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            using (var stream = CreateNew(unfinished))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }

        SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    // .NET cannot open folders.
    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "open", SetLastError = true, ExactSpelling = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern SafeFileHandle Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
    }
}
