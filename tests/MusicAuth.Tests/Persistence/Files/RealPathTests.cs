using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Persistence.Files;

/// <summary>R25: the real path of a file decides whether SQLite can use it.</summary>
public sealed class RealPathTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("musicauth-files-");

    [Theory]
    [InlineData("nfs", true)]
    [InlineData("nfs4", true)]
    [InlineData("cifs", true)]
    [InlineData("smb2", true)]
    [InlineData("SMB3", true)]
    [InlineData("9p", true)]
    [InlineData("ext4", false)]
    [InlineData("overlay", false)]
    [InlineData("tmpfs", false)]
    [InlineData("", false)]
    public void R25_the_name_shows_whether_a_file_system_is_a_network_file_system(string format, bool expected) =>
        NetworkFileSystem.IsNetworkFormat(format).ShouldBe(expected);

    [Fact]
    public void A_disk_of_this_machine_is_accepted() =>
        Should.NotThrow(() => NetworkFileSystem.RequireLocal(_directory.FullName));

    [Fact]
    public void Links_are_followed_in_the_middle_and_at_the_end()
    {
        var real = Path.Combine(RealPath.Resolve(_directory.FullName), "real", "a.db");
        Directory.CreateDirectory(Path.GetDirectoryName(real)!);
        File.WriteAllText(real, "");
        Directory.CreateSymbolicLink(Path.Combine(_directory.FullName, "folder"), "real");
        File.CreateSymbolicLink(Path.Combine(_directory.FullName, "b.db"), Path.Combine("folder", "a.db"));

        RealPath.Resolve(Path.Combine(_directory.FullName, "folder", "a.db")).ShouldBe(real);
        RealPath.Resolve(Path.Combine(_directory.FullName, "b.db")).ShouldBe(real);
        RealPath.Resolve(Path.Combine(_directory.FullName, "folder", "later.db"))
            .ShouldBe(Path.Combine(Path.GetDirectoryName(real)!, "later.db"));
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
