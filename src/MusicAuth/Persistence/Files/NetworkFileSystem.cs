namespace MusicAuth.Persistence.Files;

/// <summary>
/// Refuses file systems on which SQLite databases get damaged: their locks or memory maps differ between machines
/// (sqlite.org/howtocorrupt.html, section 2.1; a write-ahead log needs shared memory).
/// </summary>
internal static class NetworkFileSystem
{
    // The names in /proc/self/mountinfo, and older names.
    private static readonly string[] Names =
    [
        // Network file systems of the kernel.
        "nfs", "nfs3", "nfs4", "cifs", "smb", "smbfs", "smb2", "smb3", "afs", "kafs", "auristorfs", "coda", "ncpfs",
        "ncp",
        // Cluster file systems whose locks are off or local by default.
        "ceph", "lustre", "glusterfs", "gpfs", "beegfs", "fhgfs", "orangefs", "pvfs2", "panfs", "wekafs", "quobyte",
        // Host folders in a guest, by protocols without shared memory maps (for example WSL's /mnt/c).
        "9p", "v9fs", "vboxsf", "prl_fs", "vmhgfs", "drvfs", "hgfs",
        // Remote file systems in user space. Other FUSE file systems are layers over local disks.
        "davfs", "davfs2", "sshfs",
        "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.ceph-fuse", "fuse.davfs", "fuse.davfs2", "fuse.rclone",
        "fuse.s3fs", "fuse.gcsfuse", "fuse.goofys", "fuse.mount-s3", "fuse.blobfuse", "fuse.blobfuse2", "fuse.juicefs",
        "fuse.seaweedfs", "fuse.mfs", "fuse.mfsmount", "fuse.moosefs", "fuse.lizardfs", "fuse.beegfs", "fuse.smbnetfs",
        "fuse.curlftpfs", "fuse.afpfs", "fuse.ipfs", "fuse.nfs-ganesha", "fuse.vmhgfs-fuse", "fuse.portal",
        "fuse.gvfsd-fuse",
    ];

    public static void RequireLocal(string folder)
    {
        var format = FormatOf(folder);
        if (IsNetworkFormat(format))
        {
            throw new DatabaseUnusableException(
                $"The folder {folder} is on a network file system ({format}), which can damage SQLite databases. Move "
                + "the folder to a local disk, or use PostgreSQL (Database:Kind).");
        }
    }

    public static bool IsNetworkFormat(string format) => Names.Contains(format, StringComparer.OrdinalIgnoreCase);

    // Accepts a file system whose name is unreadable.
    public static string FormatOf(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? new DriveInfo(folder).DriveFormat : "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
