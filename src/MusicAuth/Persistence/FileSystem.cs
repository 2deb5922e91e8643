namespace MusicAuth.Persistence;

/// <summary>What lies under a path.</summary>
public static class FileSystem
{
    // Their locks do not hold between machines as SQLite needs it, and its log needs shared memory (sqlite.org/wal).
    private static readonly string[] OfTheNetwork = ["nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs"];

    /// <exception cref="DatabaseUnusableException">The file lies on another machine.</exception>
    public static void RequireLocal(string file)
    {
        if (IsOfTheNetwork(FormatOf(Path.GetDirectoryName(RealPath(file))!)))
        {
            throw new DatabaseUnusableException(
                $"The database {file} lies on a network file system, where SQLite can damage it. Put it on a disk of "
                + "this machine, or use PostgreSQL (Database:Kind).");
        }
    }

    public static bool IsOfTheNetwork(string format) =>
        OfTheNetwork.Contains(format, StringComparer.OrdinalIgnoreCase);

    /// <summary>The absolute path without links; what does not exist yet is taken as it is written.</summary>
    public static string RealPath(string path)
    {
        var full = Path.GetFullPath(path);
        var parent = Path.GetDirectoryName(full);
        if (parent is null)
            return full;

        var here = Path.Combine(RealPath(parent), Path.GetFileName(full));
        FileSystemInfo entry = Directory.Exists(here) ? new DirectoryInfo(here) : new FileInfo(here);
        return entry.LinkTarget is null ? here : RealPath(entry.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
    }

    private static string FormatOf(string directory)
    {
        var existing = new DirectoryInfo(directory);
        while (existing is { Exists: false, Parent: not null })
            existing = existing.Parent;
        try
        {
            return new DriveInfo(existing.FullName).DriveFormat;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }
}
