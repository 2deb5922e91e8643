using System.Text.Json;
using Shouldly;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>A backup on a full disk ends with one error message, and leaves no file.</summary>
public sealed class BackupDiskTests
{
    private const int Megabytes = 8;

    // Less than the size of the copy of the database.
    private const int FreeBytes = 150_000;

    [LongFact]
    public async Task A_full_backup_disk_gets_no_partial_file()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        Directory.CreateDirectory(disk.DataDirectory);
        await using var scenario = await CrashScenario.StartAsync();
        disk.Fill();
        var before = FolderContent.WithoutWal(scenario.Broker.DataDirectory);

        await ShouldFailAsync(disk.DataDirectory, $"--DataDirectory={scenario.Broker.DataDirectory}");

        FolderContent.Of(disk.DataDirectory).ShouldBeEmpty();
        FolderContent.WithoutWal(scenario.Broker.DataDirectory).ShouldBe(before);
        await scenario.ShouldStillRefreshAsync();
    }

    [LongFact]
    public async Task A_full_data_disk_gets_no_copy_of_the_database()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        using var target = new TempFolder();
        await using var scenario = await CrashScenario.StartAsync(setup: new() { DataDirectory = disk.DataDirectory });
        disk.FillExcept(FreeBytes);
        var before = FolderContent.WithoutWal(disk.DataDirectory);

        await ShouldFailAsync(target.FullName, $"--DataDirectory={disk.DataDirectory}");

        FolderContent.Of(target.FullName).ShouldBeEmpty();
        FolderContent.WithoutWal(disk.DataDirectory).ShouldBe(before);
        disk.Empty();
        await scenario.ShouldStillRefreshAsync();
    }

    [LongFact]
    public async Task A_full_data_disk_beside_PostgreSQL_gets_no_copy_of_the_database()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        using var target = new TempFolder();
        Dictionary<string, string> database = new(StringComparer.Ordinal)
        {
            ["Database:Kind"] = "Postgres",
            ["Database:ConnectionString"] = await (await PostgresServer.CommonAsync()).NewDatabaseAsync(),
        };
        await using var broker = await StandaloneBroker.StartAsync(
            new() { DataDirectory = disk.DataDirectory, Settings = database });
        disk.FillExcept(FreeBytes);
        var before = FolderContent.WithoutWal(disk.DataDirectory);

        await ShouldFailAsync(
            target.FullName,
            [
                $"--DataDirectory={disk.DataDirectory}",
                .. database.Select(setting => $"--{setting.Key}={setting.Value}"),
            ]);

        FolderContent.Of(target.FullName).ShouldBeEmpty();
        FolderContent.WithoutWal(disk.DataDirectory).ShouldBe(before);
    }

    [LongFact]
    public async Task The_owner_gets_a_to_do_item_if_a_scheduled_backup_finds_no_space()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        using var target = new TempFolder();
        await using var broker = await StandaloneBroker.StartAsync(new()
        {
            DataDirectory = disk.DataDirectory,
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Access:Registration"] = "Owner",
                ["Backup:Directory"] = target.FullName,
                ["Backup:Passphrase"] = BackupSource.Passphrase,
            },
        });
        using var dora = new CookieClient(broker.Address);
        await dora.SignInAsync("spotify", "dora");
        await broker.Process.TerminateAsync();
        await broker.Process.WaitForExitAsync();
        disk.FillExcept(FreeBytes);
        foreach (var file in Directory.GetFiles(target.FullName)) File.Delete(file);
        using (var database = SqliteFile.Open(broker.Database))
            SqliteFile.Scalar(database, "DELETE FROM backup_state");
        await broker.RestartAsync();

        await Eventually.IsTrueAsync(
            async () => (await TodoAsync(dora)).Any(item => item.Code == "backup_failed"), "a to-do item");

        (await TodoAsync(dora)).Single(item => item.Code == "backup_failed").Detail.ShouldContain("free space");
        FolderContent.Of(target.FullName).ShouldBeEmpty();
        Directory.GetDirectories(disk.DataDirectory, "backup-*").ShouldBeEmpty();
    }

    private static async Task ShouldFailAsync(string target, params string[] settings)
    {
        var (exitCode, errors) = await BackupSource.RunAsync(["backup", $"{target}/new.age", .. settings]);

        exitCode.ShouldBe(65, string.Join('\n', errors));
        errors.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            message => message.ShouldContain("free space on their disks"),
            message => message.ShouldEndWith("No backup was made."));
    }

    private static async Task<IReadOnlyList<(string Code, string Detail)>> TodoAsync(CookieClient owner) =>
    [
        .. (await owner.GetAsync("/me/todo")).GetProperty("items").EnumerateArray().Select(Item),
    ];

    private static (string, string) Item(JsonElement item) =>
        (item.GetProperty("code").GetString()!, item.GetProperty("detail").GetString()!);
}
