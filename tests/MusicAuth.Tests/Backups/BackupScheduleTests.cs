using System.Globalization;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Backups;

/// <summary>Backups by schedule, and what the owner is told about them.</summary>
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
            broker.Clock.Advance(TimeSpan.FromHours(25));
            days.Add(broker.Clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            await Eventually.IsTrueAsync(
                () => Task.FromResult(LastGood(broker) > broker.Clock.GetUtcNow().AddHours(-1)));
        }

        await Eventually.IsTrueAsync(() => Task.FromResult(Files().Length == 2));
        Files().Order(StringComparer.Ordinal).Zip(days[^2..]).ShouldAllBe(made => made.First.Contains(made.Second));
    }

    [Fact]
    public async Task A_backup_that_fails_is_told_to_the_owner_and_the_next_good_one_ends_it()
    {
        var occupied = Path.Combine(_folder.FullName, "a-file");
        await File.WriteAllTextAsync(occupied, "");
        await using var broker = await Broker.StartAsync(Settings(occupied));
        using var dora = await broker.OwnedByAsync("dora");
        broker.Clock.Advance(TimeSpan.FromHours(25));
        await Eventually.IsTrueAsync(async () => (await dora.TodoCodesAsync()).Contains("backup_failed"));

        File.Delete(occupied);
        broker.Clock.Advance(TimeSpan.FromMinutes(70));

        await Eventually.IsTrueAsync(async () => !(await dora.TodoCodesAsync()).Contains("backup_failed"));
    }

    [Fact]
    public async Task An_owner_without_a_backup_is_told_after_a_week_and_other_users_are_not()
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

    private string[] Files() => Directory.GetFiles(_folder.FullName, "*.age");
}
