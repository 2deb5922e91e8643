using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Backups;

/// <summary>Scheduled backups, and their items on the to-do list of the owner.</summary>
public sealed class BackupScheduleTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musicauth-backup-");

    [Fact]
    public async Task Backups_are_made_by_schedule_and_the_oldest_are_deleted()
    {
        await using var broker = await Broker.StartAsync(Settings(_folder.FullName));
        using var dora = await broker.SignedInAsync("dora", "spotify");

        List<string> days = [];
        for (var day = 1; day <= 4; day++)
        {
            await BackUpNextDayAsync(broker);
            days.Add(broker.Clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        await Eventually.IsTrueAsync(() => Task.FromResult(Files().Length == 2));
        Files().Order(StringComparer.Ordinal).Zip(days[^2..]).ShouldAllBe(made => made.First.Contains(made.Second));
    }

    [Fact]
    public async Task Files_of_operators_and_other_instances_stay_and_replace_no_backup()
    {
        var named = Write("musicauth-before-upgrade.tar.gz.age", TimeSpan.Zero);
        var other = Write("musicauth-2099-01-01T000000Z-0000000a.tar.gz.age", TimeSpan.Zero);
        await using var broker = await Broker.StartAsync(
            new Dictionary<string, string?>(Settings(_folder.FullName)) { ["Backup:Keep"] = "1" });
        using var dora = await broker.SignedInAsync("dora", "spotify");
        await BackUpNextDayAsync(broker);
        var first = Files().Except([named, other]).ShouldHaveSingleItem();

        await BackUpNextDayAsync(broker);

        await Eventually.IsTrueAsync(() => !File.Exists(first));
        Files().ShouldContain(named);
        Files().ShouldContain(other);
        Files().Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_failed_backup_is_a_to_do_item_of_the_owner_until_the_next_success()
    {
        var occupied = Path.Combine(_folder.FullName, "a-file");
        await File.WriteAllTextAsync(occupied, "");
        await using var broker = await Broker.StartAsync(Settings(occupied));
        using var dora = await broker.OwnedByAsync("dora");
        broker.Clock.Advance(TimeSpan.FromHours(25));
        await Eventually.IsTrueAsync(async () => (await dora.TodoCodesAsync()).Contains("backup_failed"));
        broker.Log.All.ShouldContain(line => line.Contains("MusicAuth tries again in about an hour"));

        File.Delete(occupied);
        broker.Clock.Advance(TimeSpan.FromMinutes(70));

        await Eventually.IsTrueAsync(async () => !(await dora.TodoCodesAsync()).Contains("backup_failed"));
    }

    [Fact]
    public async Task An_unexpected_exception_is_a_to_do_item_that_refers_to_the_log()
    {
        var database = new FailingSnapshot();
        await using var broker = await Broker.StartAsync(
            Settings(_folder.FullName), services: services => services.AddSingleton<IDatabaseSnapshot>(database));
        using var dora = await broker.OwnedByAsync("dora");

        broker.Clock.Advance(TimeSpan.FromHours(25));

        await Eventually.IsTrueAsync(async () => (await dora.TodoCodesAsync()).Contains("backup_failed"));
        (await TodoAsync(dora, "backup_failed")).GetProperty("detail").GetString()!.ShouldContain("Look into the log");
        broker.Log.All.ShouldContain(line => line.Contains("The backups by schedule failed"));
        Directory.GetFiles(_folder.FullName).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_backup_is_good_although_an_old_file_cannot_be_deleted()
    {
        Write("musicauth-2026-01-01T000000Z-3f9a2c61.tar.gz.age.unfinished", TimeSpan.FromHours(2));
        FileDeletion busy = _ => throw new IOException("The file is busy.");
        await using var broker = await Broker.StartAsync(
            Settings(_folder.FullName), services: services => services.AddSingleton(busy));
        using var dora = await broker.OwnedByAsync("dora");

        for (var day = 1; day <= 3; day++)
            await BackUpNextDayAsync(broker);

        // The unfinished file on each day, and the oldest backup on the third one.
        await Eventually.IsTrueAsync(() => Task.FromResult(
            broker.Log.All.Count(line => line.Contains("could not delete an old file")) == 4));
        Files().Length.ShouldBe(3);
        broker.Log.All.ShouldNotContain(line => line.Contains("No backup was made"));
        (await dora.TodoCodesAsync()).ShouldNotContain("backup_failed");
    }

    [Fact]
    public async Task A_backup_older_than_a_week_is_a_warning()
    {
        await using var broker = await Broker.StartAsync(Settings(_folder.FullName));
        using var dora = await broker.OwnedByAsync("dora");
        broker.Clock.Advance(TimeSpan.FromHours(25));
        await Eventually.IsTrueAsync(() => LastGood(broker) is not null);
        var madeAt = LastGood(broker)!.Value;
        await broker.RestartAsync();
        using var later = broker.NewBrowser(dora);
        broker.Clock.Advance(madeAt + TimeSpan.FromDays(7) - broker.Clock.GetUtcNow());
        (await later.TodoCodesAsync()).ShouldNotContain("backup_old", "the backup is exactly a week old");

        broker.Clock.Advance(TimeSpan.FromMinutes(1));

        var item = await TodoAsync(later, "backup_old");
        item.GetProperty("severity").GetString().ShouldBe("warning");
        item.GetProperty("title").GetString().ShouldBe("The last backup is older than a week.");
    }

    [Fact]
    public async Task The_setting_determines_the_hours_between_two_backups()
    {
        await using var broker = await Broker.StartAsync(
            new Dictionary<string, string?>(Settings(_folder.FullName)) { ["Backup:Hours"] = "6" });
        using var dora = await broker.SignedInAsync("dora", "spotify");
        broker.Clock.Advance(TimeSpan.FromMinutes(10));
        await Eventually.IsTrueAsync(() => LastGood(broker) is not null);
        var first = LastGood(broker)!.Value;

        broker.Clock.Advance(TimeSpan.FromHours(6.2));

        await Eventually.IsTrueAsync(() => LastGood(broker) >= first.AddHours(6));
        Files().Length.ShouldBe(2);
    }

    [Fact]
    public async Task The_unfinished_file_of_a_killed_process_is_deleted_and_that_of_a_running_backup_is_not()
    {
        var abandoned = Write("musicauth-2026-01-01T000000Z-3f9a2c61.tar.gz.age.unfinished", TimeSpan.FromHours(2));
        var running = Write("musicauth-2026-01-02T000000Z-3f9a2c61.tar.gz.age.unfinished", TimeSpan.Zero);
        var named = Write("musicauth-upgrade.tar.gz.age.unfinished", TimeSpan.FromDays(2));
        var foreign = Write("photos.unfinished", TimeSpan.FromDays(2));
        await using var broker = await Broker.StartAsync(Settings(_folder.FullName));
        using var dora = await broker.SignedInAsync("dora", "spotify");

        broker.Clock.Advance(TimeSpan.FromHours(25));

        await Eventually.IsTrueAsync(() => LastGood(broker) is not null);
        new[] { abandoned, running, named, foreign }.Where(File.Exists).ShouldBe([running, named, foreign]);
    }

    [Fact]
    public async Task Without_a_backup_the_owner_gets_a_to_do_item_after_a_week_and_other_users_do_not()
    {
        await using var broker = await Broker.StartAsync();
        using var dora = await broker.OwnedByAsync("dora");
        (await dora.TodoCodesAsync()).ShouldNotContain("backup_old");

        broker.Clock.Advance(TimeSpan.FromDays(8));

        (await dora.TodoCodesAsync()).ShouldContain("backup_old");
        using var alma = await broker.SignedInAsync("alma", "spotify");
        (await alma.TodoCodesAsync()).ShouldNotContain("backup_old");
    }

    [Fact]
    public async Task The_age_of_the_last_backup_is_a_metric()
    {
        await using var broker = await Broker.StartAsync(Settings(_folder.FullName));
        using var dora = await broker.OwnedByAsync("dora");
        broker.Clock.Advance(TimeSpan.FromHours(25));
        await Eventually.IsTrueAsync(async () =>
            (await dora.Client.GetStringAsync("/metrics")).Contains("\nmusicauth_backup_age_seconds "));
    }

    [Fact]
    public async Task The_time_without_any_backup_is_a_metric_until_the_first_one()
    {
        await using var broker = await Broker.StartAsync();
        using var dora = await broker.OwnedByAsync("dora");
        broker.Clock.Advance(TimeSpan.FromDays(8));
        await Eventually.IsTrueAsync(async () =>
            (await dora.Client.GetStringAsync("/metrics")).Contains("\nmusicauth_backup_missing_seconds "));
        var metrics = await MetricsText.ReadAsync(dora);
        metrics["musicauth_backup_missing_seconds"].ShouldBeGreaterThan(TimeSpan.FromDays(7).TotalSeconds);
        metrics.Text.ShouldNotContain("musicauth_backup_age_seconds");

        await BackupTest.BackUpAsync(broker, _folder.FullName);
        broker.Clock.Advance(TimeSpan.FromMinutes(11));

        await Eventually.IsTrueAsync(async () =>
            (await dora.Client.GetStringAsync("/metrics")).Contains("\nmusicauth_backup_age_seconds "));
        (await MetricsText.ReadAsync(dora)).Text.ShouldNotContain("musicauth_backup_missing_seconds");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Dictionary<string, string?> Settings(string folder) => new()
    {
        ["Backup:Directory"] = folder,
        ["Backup:Passphrase"] = BackupTest.Passphrase,
        ["Backup:Keep"] = "2",
    };

    private static DateTimeOffset? LastGood(Broker broker) =>
        broker.Database.Scalar("SELECT last_good_at FROM backup_state") is long at
            ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    private static async Task<JsonElement> TodoAsync(Browser owner, string code) => (await owner.GetAsync("/me/todo"))
        .GetProperty("items").EnumerateArray().Single(item => item.GetProperty("code").GetString() == code);

    private static async Task BackUpNextDayAsync(Broker broker)
    {
        broker.Clock.Advance(TimeSpan.FromHours(25));
        await Eventually.IsTrueAsync(
            () => Task.FromResult(LastGood(broker) > broker.Clock.GetUtcNow().AddHours(-1)));
    }

    private string Write(string name, TimeSpan age)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, "");
        File.SetLastWriteTimeUtc(file, (TimeProvider.System.GetUtcNow() - age).UtcDateTime);
        return file;
    }

    private string[] Files() => Directory.GetFiles(_folder.FullName, "*.age");
}
