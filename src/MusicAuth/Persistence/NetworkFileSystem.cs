namespace MusicAuth.Persistence;

/// <summary>File systems whose locks SQLite cannot trust (sqlite.org/howtocorrupt.html, section 2.1).</summary>
public static class NetworkFileSystem
{
    private static readonly string[] Names = ["nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "afs", "ceph"];

    /// <exception cref="DatabaseUnusableException">The folder lies on one.</exception>
    public static void Refuse(string folder)
    {
        var format = Directory.Exists(folder) ? new DriveInfo(folder).DriveFormat : "";
        if (IsOne(format))
        {
            throw new DatabaseUnusableException(
                $"The folder {folder} is on a network file system ({format}), where SQLite databases get damaged. "
                + "Put it on a local disk, or use PostgreSQL (Database:Kind).");
        }
    }

    public static bool IsOne(string format) => Names.Contains(format, StringComparer.OrdinalIgnoreCase);
}
