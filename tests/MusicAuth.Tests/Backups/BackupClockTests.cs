using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Backups;

/// <summary>The time of a backup that was made while the clock was ahead counts as unknown.</summary>
public sealed class BackupClockTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musicauth-backup-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_schedule_continues()
    {
        await using var broker = await Broker.StartAsync(new Dictionary<string, string?>
        {
            ["Backup:Directory"] = _folder.FullName,
            ["Backup:Passphrase"] = BackupTest.Passphrase,
        });
        using var dora = await broker.SignedInAsync("dora", "spotify");
        RecordBackup(broker, broker.Clock.GetUtcNow().AddYears(1));

        broker.Clock.Advance(TimeSpan.FromMinutes(11));

        var now = broker.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await Eventually.IsTrueAsync(
            () => (long)broker.Database.Scalar("SELECT last_good_at FROM backup_state")! <= now);
        Directory.GetFiles(_folder.FullName, "*.age").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_owner_gets_a_to_do_item()
    {
        await using var broker = await Broker.StartAsync();
        using var dora = await broker.OwnedByAsync("dora");
        RecordBackup(broker, broker.Clock.GetUtcNow().AddYears(1));

        broker.Clock.Advance(TimeSpan.FromDays(8));

        var item = (await dora.GetAsync("/me/todo")).GetProperty("items").EnumerateArray()
            .Single(item => Text(item, "code") == "backup_old");
        Text(item, "severity").ShouldBe("warning");
        Text(item, "title").ShouldBe("The time of the last backup is in the future.");
    }

    [Fact]
    public async Task No_metric_is_negative()
    {
        await using var broker = await Broker.StartAsync();
        using var dora = await broker.OwnedByAsync("dora");
        RecordBackup(broker, broker.Clock.GetUtcNow().AddYears(1));

        broker.Clock.Advance(TimeSpan.FromMinutes(11));

        await Eventually.IsTrueAsync(async () =>
            (await dora.Client.GetStringAsync("/metrics")).Contains("\nmusicauth_backup_missing_seconds "));
        (await MetricsText.ReadAsync(dora)).Text.ShouldNotContain("\nmusicauth_backup_age_seconds ");
    }

    private static void RecordBackup(Broker broker, DateTimeOffset at) => broker.Database.Execute(
        "INSERT INTO backup_state (id, begun_at, last_good_at) VALUES "
        + $"(1, {at.ToUnixTimeMilliseconds()}, {at.ToUnixTimeMilliseconds()})");

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;
}
