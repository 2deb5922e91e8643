using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Persistence.Files;

/// <summary>R25: SQLite's locks are not reliable on a network file system.</summary>
public sealed class NetworkFileSystemTests
{
    [Theory]
    [InlineData("nfs", true)]
    [InlineData("nfs4", true)]
    [InlineData("cifs", true)]
    [InlineData("smb2", true)]
    [InlineData("SMB3", true)]
    [InlineData("9p", true)]
    [InlineData("fuse.sshfs", true)]
    [InlineData("glusterfs", true)]
    [InlineData("fuse.glusterfs", true)]
    [InlineData("ceph", true)]
    [InlineData("fuse.ceph-fuse", true)]
    [InlineData("lustre", true)]
    [InlineData("smbfs", true)]
    [InlineData("ncpfs", true)]
    [InlineData("fuse.rclone", true)]
    [InlineData("vboxsf", true)]
    [InlineData("virtiofs", false)]
    [InlineData("fuse.fuse-overlayfs", false)]
    [InlineData("fuse.mergerfs", false)]
    [InlineData("fuse.gocryptfs", false)]
    [InlineData("fuseblk", false)]
    [InlineData("fakeowner", false)]
    [InlineData("overlay", false)]
    [InlineData("zfs", false)]
    [InlineData("ext4", false)]
    [InlineData("overlayfs", false)]
    [InlineData("tmpfs", false)]
    [InlineData("", false)]
    public void The_name_shows_whether_a_file_system_is_a_network_file_system(string format, bool isOne) =>
        NetworkFileSystem.IsNetworkFormat(format).ShouldBe(isOne);

    [Fact]
    public void A_local_disk_is_accepted() =>
        Should.NotThrow(() => NetworkFileSystem.RequireLocal(Path.GetTempPath()));
}
