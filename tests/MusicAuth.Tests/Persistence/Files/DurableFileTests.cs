using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Persistence.Files;

public sealed class DurableFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("musicauth-file-");

    private string File => Path.Combine(_directory.FullName, "file");

    [Fact]
    public void A_new_file_is_complete_and_private()
    {
        DurableFile.WriteNew(File, "content"u8);

        System.IO.File.ReadAllText(File).ShouldBe("content");
        System.IO.File.GetUnixFileMode(File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _directory.GetFiles().Length.ShouldBe(1);
    }

    [Fact]
    public void An_existing_file_is_never_overwritten()
    {
        DurableFile.WriteNew(File, "first"u8);

        Should.Throw<IOException>(() => DurableFile.WriteNew(File, "second"u8));

        System.IO.File.ReadAllText(File).ShouldBe("first");
        _directory.GetFiles().Length.ShouldBe(1);
    }

    [Fact]
    public void A_missing_folder_cannot_be_synced() =>
        Should.Throw<IOException>(() => DurableFile.SyncDirectory(File)).Message.ShouldContain(File);

    [Fact]
    public void New_folders_are_private_and_existing_folders_keep_their_mode()
    {
        PrivateDirectory.Create(Path.Combine(_directory.FullName, "a", "b"));
        _directory.UnixFileMode |= UnixFileMode.GroupRead;
        PrivateDirectory.Create(_directory.FullName);

        Convert.ToString((int)System.IO.File.GetUnixFileMode(Path.Combine(_directory.FullName, "a", "b")), 8)
            .ShouldBe("700");
        System.IO.File.GetUnixFileMode(_directory.FullName).HasFlag(UnixFileMode.GroupRead).ShouldBeTrue();
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
