using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Doctor;

/// <summary>The check finds scheduled backups in <c>Backup:Directory</c> and manual backups.</summary>
public sealed class BackupCheckTests(DoctorInstance instance) : IClassFixture<DoctorInstance>, IDisposable
{
    private const long DayMilliseconds = 24 * 60 * 60 * 1000;
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("musicauth-backups-");
    private readonly DoctorCopy _copy = instance.NewCopy();

    public void Dispose()
    {
        _directory.Delete(recursive: true);
        _copy.Dispose();
    }

    [Fact]
    public async Task A_new_instance_without_a_backup_has_no_finding() => (await ExamineAsync()).ShouldBeEmpty();

    [Fact]
    public async Task A_week_without_any_backup_is_reported()
    {
        _copy.Execute($"UPDATE users SET created_at = created_at - {8 * DayMilliseconds}");

        (await ExamineAsync()).ShouldBe(["backup_missing info"]);
    }

    [Theory]
    [InlineData(2, new string[0])]
    [InlineData(7, new[] { "backup_old warning" })]
    [InlineData(9, new[] { "backup_old warning" })]
    [InlineData(-365, new[] { "backup_old warning" })]
    public async Task The_age_of_a_manual_backup_is_checked(int days, string[] findings)
    {
        RecordGood(days);

        (await ExamineAsync()).ShouldBe(findings);
    }

    [Fact]
    public async Task A_missing_folder_is_reported() =>
        (await ExamineAsync("/nowhere")).ShouldBe(["backup_directory_missing warning"]);

    [Theory]
    [InlineData("")]
    [InlineData("missing")]
    public async Task Before_the_first_user_a_folder_without_backups_is_no_finding(string folder)
    {
        Directory.Delete(_copy.Data, recursive: true);
        Directory.Delete(_copy.Keys, recursive: true);

        (await ExamineAsync(Path.Combine(_directory.FullName, folder))).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_empty_folder_is_reported_although_a_backup_succeeded()
    {
        RecordGood(1);

        (await ExamineAsync(_directory.FullName)).ShouldBe(["backup_missing warning"]);
    }

    [Theory]
    [InlineData(2, new string[0])]
    [InlineData(7, new[] { "backup_old warning" })]
    [InlineData(9, new[] { "backup_old warning" })]
    public async Task The_age_of_the_newest_backup_in_the_folder_is_checked(int days, string[] findings)
    {
        Write(NameOf("2026-01-01"), days + 30);
        Write(NameOf("2026-02-01"), days);

        (await ExamineAsync(_directory.FullName)).ShouldBe(findings);
    }

    [Fact]
    public async Task A_file_with_a_time_in_the_future_does_not_hide_that_the_backup_is_old()
    {
        Write(NameOf("2026-01-01"), days: 9);
        Write(NameOf("2027-01-01"), days: -365);

        (await ExamineAsync(_directory.FullName)).ShouldBe(["backup_old warning"]);
    }

    [Fact]
    public async Task A_folder_with_backups_of_another_instance_only_is_reported()
    {
        Write("musicauth-2026-01-01T000000Z-0000000a.tar.gz.age", days: 0);

        (await ExamineAsync(_directory.FullName)).ShouldBe(["backup_missing warning"]);
    }

    [Theory]
    [InlineData("musicauth-2026-02-01T000000Z.tar.gz.age.unfinished")]
    [InlineData("photos.tar.gz.age")]
    [InlineData("musicauth-before-upgrade.tar.gz.age")]
    [InlineData("musicauth-2026-02-01T000000Z-0000000a.tar.gz.age")]
    [InlineData("musicauth-notes.txt")]
    public async Task Another_file_does_not_hide_that_the_backup_is_old(string name)
    {
        Write(NameOf("2026-01-01"), days: 9);
        Write(name, days: 0);

        (await ExamineAsync(_directory.FullName)).ShouldBe(["backup_old warning"]);
    }

    [Fact]
    public async Task Without_a_usable_database_the_folder_is_still_checked()
    {
        Write(NameOf("2026-01-01"), days: 9);
        await File.WriteAllTextAsync(_copy.Database, new string('x', 8192));

        (await ExamineAsync(_directory.FullName)).ShouldBe(["backup_old warning"]);
    }

    private string NameOf(string day)
    {
        var id = NamedBackup.ShortOf(Guid.Parse((string)_copy.Query("SELECT instance_id FROM meta")!));
        return $"musicauth-{day}T000000Z-{id}.tar.gz.age";
    }

    private void RecordGood(int days) => _copy.Execute(
        $"INSERT INTO backup_state (id, last_good_at) VALUES (1, unixepoch() * 1000 - {days * DayMilliseconds})");

    private void Write(string name, int days)
    {
        var file = Path.Combine(_directory.FullName, name);
        File.WriteAllText(file, "");
        File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-days));
    }

    private async Task<string[]> ExamineAsync(string directory = "")
    {
        _copy.Settings["Backup:Directory"] = directory;
        _copy.Settings["Backup:Passphrase"] = "a long passphrase";
        var (_, report, text) = await _copy.ReadReportAsync();
        var findings = report.GetProperty("checks").EnumerateArray()
            .Single(check => check.GetProperty("name").GetString() == "backup").GetProperty("findings")
            .EnumerateArray().ToList();
        findings.ShouldAllBe(finding => Text(finding, "remedy").Contains("Backup:Directory")
            || Text(finding, "remedy").Contains("MusicAuth backup"), text);
        return [.. findings.Select(finding => $"{Text(finding, "code")} {Text(finding, "severity")}")];
    }

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;
}
