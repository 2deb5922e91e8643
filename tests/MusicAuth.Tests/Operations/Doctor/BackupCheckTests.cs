using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Doctor;

/// <summary>The check reads the newest file in <c>Backup:Directory</c>.</summary>
public sealed class BackupCheckTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("musicauth-backups-");

    public void Dispose()
    {
        if (_directory.Exists)
            _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Without_the_setting_there_is_no_finding() =>
        (await ExamineAsync(null)).ShouldBeEmpty();

    [Fact]
    public async Task A_missing_folder_is_found() =>
        (await ExamineAsync("/nowhere")).ShouldBe(["backup_directory_missing"]);

    [Fact]
    public async Task An_empty_folder_is_found() =>
        (await ExamineAsync(_directory.FullName)).ShouldBe(["backup_missing"]);

    [Theory]
    [InlineData(2, new string[0])]
    [InlineData(9, new[] { "backup_old" })]
    public async Task The_age_of_the_newest_backup_counts(int days, string[] codes)
    {
        Write("old", days + 30);
        Write("new", days);

        (await ExamineAsync(_directory.FullName)).ShouldBe(codes);
    }

    private void Write(string name, int days)
    {
        var file = Path.Combine(_directory.FullName, name);
        File.WriteAllText(file, "");
        File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-days));
    }

    private static async Task<string[]> ExamineAsync(string? directory)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Backup:Directory", directory)]).Build();
        var result = await new BackupCheck(configuration, TimeProvider.System).RunAsync(CancellationToken.None);
        result.Findings.ShouldAllBe(finding => finding.Remedy.Contains("Backup:Directory")
            || finding.Remedy.Contains("MusicAuth backup"));
        return [.. result.Findings.Select(finding => finding.Code)];
    }
}
