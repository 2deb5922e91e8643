using System.Security.Cryptography;
using System.Text;
using MusicAuth.Backups.Age;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Backups;

/// <summary>An invalid backup is refused, even with the right passphrase.</summary>
public sealed class BackupFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musicauth-backup-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_good_backup_is_read() => Should.NotThrow(() => Read(Write(Manifest())));

    [Fact]
    public void A_database_with_another_hash_than_the_manifest_is_refused() => Should
        .Throw<BackupException>(() => Read(Write(Manifest() with { DatabaseHash = new string('0', 64) })))
        .Message.ShouldBe("The database in the backup is damaged.");

    [Fact]
    public void A_backup_of_a_newer_version_is_refused_and_names_the_version() => Should
        .Throw<BackupException>(() => Read(Write(Manifest() with
        {
            Format = BackupManifest.CurrentFormat + 1,
            Version = "9.8.7",
        })))
        .Message.ShouldBe("MusicAuth 9.8.7 made this backup, which this version cannot read. Update MusicAuth.");

    [Theory]
    [InlineData("")]
    [InlineData("the diary of another program")]
    public void An_age_file_of_another_program_is_refused(string content)
    {
        var file = Path.Combine(_folder.FullName, "diary.age");
        using (var stream = File.Create(file))
        using (var encrypted = new AgeWriter(stream, BackupTest.Passphrase, BackupTest.WorkFactor))
        {
            encrypted.Write(Encoding.UTF8.GetBytes(content));
            encrypted.Complete();
        }

        Should.Throw<BackupException>(() => Read(file)).Message.ShouldBe("The file is no backup of MusicAuth.");
    }

    private BackupManifest Manifest()
    {
        var database = Path.Combine(_folder.FullName, BackupFile.DatabaseName);
        File.WriteAllBytes(database, RandomNumberGenerator.GetBytes(100_000));
        return new BackupManifest
        {
            Format = BackupManifest.CurrentFormat,
            Version = "0.1.0",
            CreatedAt = TimeProvider.System.GetUtcNow(),
            InstanceId = Guid.NewGuid(),
            KeyId = "00",
            HasKey = false,
            Users = 1,
            Connections = 1,
            ApiKeys = 0,
            DatabaseHash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(database))),
        };
    }

    private string Write(BackupManifest manifest)
    {
        var file = Path.Combine(_folder.FullName, "backup.age");
        BackupFile.Write(file, BackupTest.Passphrase, BackupTest.WorkFactor, manifest, _folder.FullName);
        return file;
    }

    private static void Read(string file)
    {
        using var stream = File.OpenRead(file);
        BackupFile.Read(stream, BackupTest.Passphrase, folder: null);
    }
}
