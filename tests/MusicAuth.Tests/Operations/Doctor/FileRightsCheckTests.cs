using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Doctor;

/// <summary>A settings file that other users can read is a finding only if it contains a secret.</summary>
public sealed class FileRightsCheckTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musicauth-rights-");

    private string Settings => Path.Combine(_folder.FullName, "appsettings.json");

    [Theory]
    [InlineData("Spotify", "ClientSecret", "a-secret", true)]
    [InlineData("Deezer", "ClientSecret", "a-secret", true)]
    [InlineData("Notices:Smtp", "Password", "a-secret", true)]
    [InlineData("Backup", "Passphrase", "a long passphrase", true)]
    [InlineData("Database", "ConnectionString", "Host=db;Username=musicauth;Password=a-secret", true)]
    [InlineData("Redis", "ConnectionString", "redis:6379,password=a-secret", true)]
    [InlineData("Database", "ConnectionString", "Data Source={DataDirectory}/musicauth.db", false)]
    [InlineData("Spotify", "ClientId", "an-id", false)]
    public async Task A_file_with_a_secret_must_be_private(string section, string key, string value, bool isSecret)
    {
        await WriteAsync(section, key, value);

        File.SetUnixFileMode(Settings, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        (await CodesAsync()).ShouldBe(isSecret ? ["settings_file_open"] : []);
        File.SetUnixFileMode(Settings, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await CodesAsync()).ShouldBeEmpty();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task WriteAsync(string section, string key, string value)
    {
        var json = $$"""{ "{{key}}": "{{value}}" }""";
        foreach (var part in section.Split(':').Reverse())
            json = $$"""{ "{{part}}": {{json}} }""";
        return File.WriteAllTextAsync(Settings, json);
    }

    private async Task<string[]> CodesAsync()
    {
        var configuration = new ConfigurationBuilder().AddJsonFile(Settings).Build();
        var database = new DatabaseOptions { DataDirectory = Path.Combine(_folder.FullName, "no-data") };
        var check = new FileRightsCheck(Options.Create(database), configuration);
        var result = await check.RunAsync(TestContext.Current.CancellationToken);
        return [.. result.Findings.Select(finding => finding.Code)];
    }
}
