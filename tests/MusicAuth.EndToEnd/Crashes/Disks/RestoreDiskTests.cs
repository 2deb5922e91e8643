using System.Net;
using Shouldly;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>A restore on a full disk ends with one error message, and changes nothing.</summary>
public sealed class RestoreDiskTests
{
    private const int Megabytes = 16;

    // The decrypted database has more than four megabytes, and so has its copy; the upload has half of that.
    private const int RoomForNoUpload = 1_000_000;
    private const int RoomForHalfOfTheFiles = 3_000_000;
    private const int RoomForTheFiles = 6_000_000;
    private const int RoomForTheUploadedFiles = 8_300_000;
    private const string Unchanged = "nothing has changed.";

    [LongFact]
    public async Task A_new_instance_stays_empty()
    {
        await using var source = await BackupSource.CreateAsync(withKey: false);
        using var disk = SmallDisk.Mount(Megabytes);
        Directory.CreateDirectory(disk.DataDirectory);
        File.Copy(source.MasterKey, Path.Combine(disk.DataDirectory, "master.key"));
        await ShouldFailAndChangeNothingAsync(source, disk, RoomForHalfOfTheFiles);
        await ShouldFailAndChangeNothingAsync(source, disk, RoomForTheFiles);

        (await RestoreAsync(source, disk)).ExitCode.ShouldBe(0, "the same restore with space");
    }

    [LongFact]
    public async Task An_instance_that_ran_keeps_its_master_key_and_its_database()
    {
        await using var source = await BackupSource.CreateAsync(withKey: true);
        using var disk = SmallDisk.Mount(Megabytes);
        await RunOnceAsync(disk);
        await ShouldFailAndChangeNothingAsync(source, disk, RoomForHalfOfTheFiles);
        await ShouldFailAndChangeNothingAsync(source, disk, RoomForTheFiles);

        (await RestoreAsync(source, disk)).ExitCode.ShouldBe(0, "the same restore with space");
        (await File.ReadAllBytesAsync(Path.Combine(disk.DataDirectory, "master.key")))
            .ShouldBe(await File.ReadAllBytesAsync(source.MasterKey));
    }

    [LongFact]
    public async Task A_full_data_disk_beside_PostgreSQL_restores_nothing()
    {
        await using var source = await BackupSource.CreateAsync(withKey: true);
        using var disk = SmallDisk.Mount(Megabytes);
        Directory.CreateDirectory(disk.DataDirectory);

        await ShouldFailAndChangeNothingAsync(
            source, disk, RoomForHalfOfTheFiles,
            "--Database:Kind=Postgres",
            $"--Database:ConnectionString={await (await PostgresServer.CommonAsync()).NewDatabaseAsync()}");
    }

    [LongFact]
    public async Task The_server_starts_again_unchanged_after_a_restore_on_the_page_without_space()
    {
        await using var source = await BackupSource.CreateAsync(withKey: true);
        using var disk = SmallDisk.Mount(Megabytes);
        await using var broker = await StandaloneBroker.StartAsync(Empty(disk));
        var key = await File.ReadAllBytesAsync(Path.Combine(disk.DataDirectory, "master.key"));
        using var browser = new RestoreForm(broker.Address);
        await browser.OpenAsync();
        disk.FillExcept(RoomForTheUploadedFiles);

        (await browser.SendAsync(source.File)).Status.ShouldBe(HttpStatusCode.OK);

        await Eventually.IsTrueAsync(
            () => Task.FromResult(broker.Process.HasExited || broker.Process.Errors.Count > 0), "an error message");
        broker.Process.Errors.ShouldHaveSingleItem().ShouldEndWith(Unchanged);
        disk.Empty();
        using var client = new SandboxControl(broker.Address);
        await Eventually.IsTrueAsync(async () => await StandaloneBroker.IsReadyAsync(client), "a ready server");
        (await browser.SetupStatusAsync()).ShouldBe(HttpStatusCode.OK, "the instance has no users");
        (await File.ReadAllBytesAsync(Path.Combine(disk.DataDirectory, "master.key"))).ShouldBe(key);
        Directory.GetFiles(disk.DataDirectory, "*.before-restore-*").ShouldBeEmpty();
        Directory.GetDirectories(disk.DataDirectory, "backup-*").ShouldBeEmpty();
    }

    [LongFact]
    public async Task The_page_refuses_an_upload_without_space_and_the_server_keeps_running()
    {
        await using var source = await BackupSource.CreateAsync(withKey: true);
        using var disk = SmallDisk.Mount(Megabytes);
        await using var broker = await StandaloneBroker.StartAsync(Empty(disk));
        using var browser = new RestoreForm(broker.Address);
        await browser.OpenAsync();
        foreach (var room in new[] { 0, RoomForNoUpload, RoomForHalfOfTheFiles })
        {
            disk.FillExcept(room);

            var (status, text) = await browser.SendAsync(source.File);

            status.ShouldBe(HttpStatusCode.BadRequest, text);
            text.ShouldContain("free space on its disk. Nothing has changed.");
            (await browser.SetupStatusAsync()).ShouldBe(HttpStatusCode.OK);
            Directory.GetDirectories(disk.DataDirectory, "backup-*").ShouldBeEmpty();
            disk.Empty();
        }
    }

    private static BrokerSetup Empty(SmallDisk disk) => new()
    {
        DataDirectory = disk.DataDirectory,
        Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Access:Registration"] = "Owner" },
    };

    // The second start removes the lock table of the first migration from the database.
    private static async Task RunOnceAsync(SmallDisk disk)
    {
        await using var broker = await StandaloneBroker.StartAsync(Empty(disk));
        await StopAsync(broker);
        await broker.RestartAsync();
        await StopAsync(broker);
    }

    private static async Task StopAsync(StandaloneBroker broker)
    {
        await broker.Process.TerminateAsync();
        (await broker.Process.WaitForExitAsync()).ShouldBe(0);
    }

    private static async Task ShouldFailAndChangeNothingAsync(
        BackupSource source, SmallDisk disk, int room, params string[] settings)
    {
        var before = FolderContent.Of(disk.DataDirectory);
        disk.FillExcept(room);

        var (exitCode, errors) = await RestoreAsync(source, disk, settings);

        exitCode.ShouldBe(65, string.Join('\n', errors));
        errors.ShouldHaveSingleItem().ShouldEndWith(Unchanged, Case.Insensitive);
        FolderContent.Of(disk.DataDirectory).ShouldBe(before);
        disk.Empty();
    }

    private static Task<(int ExitCode, IReadOnlyList<string> Errors)> RestoreAsync(
        BackupSource source, SmallDisk disk, params string[] settings) =>
        BackupSource.RunAsync(["restore", source.File, $"--DataDirectory={disk.DataDirectory}", .. settings]);
}
