using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Cli;

/// <summary><c>config check</c> validates as all other commands do, and starts nothing.</summary>
public sealed class ConfigCheckCommandTests
{
    [Fact]
    public async Task Valid_settings_have_exit_code_0_and_change_nothing()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"musicauth-config-{Guid.NewGuid():N}");

        var result = await InProcessCommand.RunAsync("config", "check", $"--DataDirectory={folder}");

        result.ShouldBe(new CommandResult(0, $"The settings are valid.{Environment.NewLine}", ""));
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Theory]
    [InlineData("config check")]
    [InlineData("serve")]
    [InlineData("backup music.age")]
    [InlineData("restore music.age")]
    [InlineData("import-sqlite music.db")]
    [InlineData("vault rotate")]
    [InlineData("users list")]
    [InlineData("keys list")]
    public async Task Every_invalid_setting_is_a_line_with_its_remedy(string command)
    {
        var result = await InProcessCommand.RunAsync(
        [
            .. command.Split(' '), "--Web:PublicUrl=nonsense", "--Web:TrustedProxis=10.0.0.1", "--Database:Kind=Oracle",
            "--Spotify:ClientSecret=a-secret-without-an-id",
        ]);

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBeEmpty();
        result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4, result.Error);
        result.Error.ShouldContain("Did you mean Web:TrustedProxies");
        result.Error.ShouldContain("Use Sqlite or Postgres");
        result.Error.ShouldNotContain("a-secret-without-an-id");
    }
}
