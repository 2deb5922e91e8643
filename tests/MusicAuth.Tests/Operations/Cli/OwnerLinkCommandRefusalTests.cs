using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Cli;

/// <summary>Without an instance, <c>users owner-link</c> creates none.</summary>
public sealed class OwnerLinkCommandRefusalTests : IDisposable
{
    private readonly Instance _instance = new();

    public void Dispose() => _instance.Dispose();

    [Fact]
    public async Task Without_a_database_the_command_creates_nothing()
    {
        var (exitCode, output, error) = await InProcessCommand.RunAsync(
            "users", "owner-link", $"--DataDirectory={_instance.DataDirectory}");

        exitCode.ShouldBe(65, error);
        error.ShouldContain("Start this version with the database first");
        output.ShouldNotContain("claim=");
        Directory.Exists(_instance.DataDirectory).ShouldBeFalse();
    }

    [Theory]
    [InlineData("users")]
    [InlineData("users", "owner-lnk")]
    public async Task Without_its_subcommand_the_command_does_nothing(params string[] args)
    {
        await _instance.StartAndStopAsync();

        var (exitCode, output, _) = await InProcessCommand.RunAsync(
            [.. args, $"--DataDirectory={_instance.DataDirectory}"]);

        exitCode.ShouldNotBe(0);
        output.ShouldNotContain("claim=");
        _instance.Query("SELECT count(*) FROM claim_links").ShouldBe("0");
    }
}
