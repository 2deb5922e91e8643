using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Backups;

/// <summary>MusicAuth deletes the folders of killed processes in its data directory, and no other folder.</summary>
public sealed class BackupWorkFoldersTests : IDisposable
{
    private const string Id = "0123456789abcdef0123456789abcdef";
    private static readonly TimeSpan Old = TimeSpan.FromHours(2);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("musicauth-data-");

    public void Dispose() => _data.Delete(recursive: true);

    [Theory]
    [InlineData($"backup-{Id}", false)]
    [InlineData("backup-daily", true)]
    [InlineData("backup-20261129", true)]
    [InlineData($"backup-{Id}-copy", true)]
    [InlineData("backup-0123456789ABCDEF0123456789ABCDEF", true)]
    public void Only_a_folder_with_a_name_of_MusicAuth_is_deleted(string name, bool stays)
    {
        var folder = Create(_data.FullName, name, Old);

        DeleteAbandoned();

        Directory.Exists(folder).ShouldBe(stays);
    }

    [Fact]
    public void A_folder_stays_while_a_process_writes_a_file_in_it()
    {
        var folder = Create(_data.FullName, $"backup-{Id}", Old);
        File.SetLastWriteTimeUtc(Path.Combine(folder, "master.key"), TimeProvider.System.GetUtcNow().UtcDateTime);

        DeleteAbandoned();

        Directory.Exists(folder).ShouldBeTrue();
    }

    [Fact]
    public void A_folder_from_a_clock_that_was_ahead_is_deleted()
    {
        var folder = Create(_data.FullName, $"backup-{Id}", TimeSpan.FromDays(-365));

        DeleteAbandoned();

        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_that_cannot_be_read_does_not_keep_the_others()
    {
        var unreadable = Create(_data.FullName, $"backup-{Id}", Old);
        string[] others =
            [.. Enumerable.Range(0, 5).Select(_ => Create(_data.FullName, $"backup-{Guid.NewGuid():N}", Old))];
        // The superuser can read the folder nevertheless.
        File.SetUnixFileMode(unreadable, UnixFileMode.None);

        DeleteAbandoned();

        others.ShouldAllBe(folder => !Directory.Exists(folder));
        if (Directory.Exists(unreadable))
            File.SetUnixFileMode(
                unreadable, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task A_running_server_without_a_schedule_deletes_the_folder_of_a_killed_backup()
    {
        await using var broker = await Broker.StartAsync();
        var killed = Create(broker.DataDirectory, $"backup-{Id}", Old);
        var running = Create(broker.DataDirectory, $"backup-{Guid.NewGuid():N}", TimeSpan.Zero);
        var daily = Create(broker.DataDirectory, "backup-daily", TimeSpan.FromDays(30));

        broker.Clock.Advance(TimeSpan.FromMinutes(11));

        await Eventually.IsTrueAsync(() => !Directory.Exists(killed));
        new[] { running, daily }.ShouldAllBe(folder => Directory.Exists(folder));
    }

    private static string Create(string data, string name, TimeSpan age)
    {
        var folder = Directory.CreateDirectory(Path.Combine(data, name)).FullName;
        var key = Path.Combine(folder, "master.key");
        File.WriteAllText(key, "");
        var time = (TimeProvider.System.GetUtcNow() - age).UtcDateTime;
        File.SetLastWriteTimeUtc(key, time);
        Directory.SetLastWriteTimeUtc(folder, time);
        return folder;
    }

    private void DeleteAbandoned() =>
        new BackupWorkFolders(Options.Create(new DatabaseOptions { DataDirectory = _data.FullName })).DeleteAbandoned();
}
