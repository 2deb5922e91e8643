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
        using var command = new BrokerProcess("users", "owner-link", $"--DataDirectory={_instance.DataDirectory}");

        var (exitCode, output, error) = await command.WaitAsync();

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
        using var command = new BrokerProcess([.. args, $"--DataDirectory={_instance.DataDirectory}"]);

        var (exitCode, output, _) = await command.WaitAsync();

        exitCode.ShouldNotBe(0);
        output.ShouldNotContain("claim=");
        _instance.Query("SELECT count(*) FROM claim_links").ShouldBe("0");
    }
}
