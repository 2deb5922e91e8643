using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Backups;

/// <summary><c>Backup:Keep</c> counts and deletes only older backups that the same instance has named.</summary>
public sealed class BackupDirectoryTests : IDisposable
{
    private const string Ours = "3f9a2c61";
    private static readonly Guid InstanceId = Guid.Parse($"0193779c-5a00-7000-8000-0000{Ours}");
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musicauth-backup-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_name_has_the_time_of_the_backup_and_the_end_of_the_instance_id() =>
        NameOf(Now).ShouldBe("musicauth-2026-11-29T120000Z-3f9a2c61.tar.gz.age");

    [Fact]
    public void The_oldest_backups_are_deleted()
    {
        WriteDays(-3, -2, -1);

        DeleteOld(Made(Now), keep: 2);

        Files().ShouldBe([NameOf(Now.AddDays(-1)), NameOf(Now)]);
    }

    [Theory]
    [InlineData("musicauth-before-upgrade.tar.gz.age")]
    [InlineData("musicauth-2026-11-01T120000Z.tar.gz.age")]
    [InlineData("musicauth-2026-11-01T120000Z-0000000a.tar.gz.age")]
    [InlineData("musicauth-2027-11-01T120000Z-0000000a.tar.gz.age")]
    [InlineData("musicauth-2026-11-01T120000Z-3F9A2C61.tar.gz.age")]
    [InlineData("musicauth-2026-11-31T120000Z-3f9a2c61.tar.gz.age")]
    [InlineData("musicauth-2026-11-01T120000Z-3f9a2c61-copy.tar.gz.age")]
    public void A_file_with_another_name_stays_and_is_not_counted(string name)
    {
        Write(name);
        WriteDays(-2, -1);

        DeleteOld(Made(Now), keep: 2);

        Files().ShouldBe([name, NameOf(Now.AddDays(-1)), NameOf(Now)], ignoreOrder: true);
    }

    [Fact]
    public void The_new_backup_stays_where_another_one_has_a_time_in_the_future()
    {
        WriteDays(365);

        DeleteOld(Made(Now), keep: 1);

        Files().ShouldBe([NameOf(Now)]);
    }

    [Fact]
    public void A_backup_with_a_time_in_the_future_is_deleted_before_the_others()
    {
        WriteDays(-2, -1, 365);

        DeleteOld(Made(Now), keep: 3);

        Files().ShouldBe([NameOf(Now.AddDays(-2)), NameOf(Now.AddDays(-1)), NameOf(Now)]);
    }

    [Fact]
    public void While_the_clock_is_behind_the_newest_of_the_other_backups_stay()
    {
        WriteDays(-3, -2, -1);

        DeleteOld(Made(DateTimeOffset.UnixEpoch), keep: 3);

        Files().ShouldBe([NameOf(DateTimeOffset.UnixEpoch), NameOf(Now.AddDays(-2)), NameOf(Now.AddDays(-1))]);
    }

    private static void DeleteOld(BackupResult made, int keep) =>
        BackupDirectory.ListOld(made, keep).ToList().ForEach(File.Delete);

    private void WriteDays(params int[] days)
    {
        foreach (var day in days)
            Write(NameOf(Now.AddDays(day)));
    }

    private void Write(string name) => File.WriteAllText(Path.Combine(_folder.FullName, name), "");

    private BackupResult Made(DateTimeOffset at)
    {
        Write(NameOf(at));
        return new BackupResult(Path.Combine(_folder.FullName, NameOf(at)), 0, Manifest(at));
    }

    private static string NameOf(DateTimeOffset at) => NamedBackup.NameOf(Manifest(at));

    private static BackupManifest Manifest(DateTimeOffset at) => new()
    {
        Format = BackupManifest.CurrentFormat,
        Version = "",
        CreatedAt = at,
        InstanceId = InstanceId,
        KeyId = "",
        HasKey = false,
        Users = 1,
        Connections = 1,
        ApiKeys = 1,
        DatabaseHash = "",
    };

    private string[] Files() =>
        [.. _folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];
}
