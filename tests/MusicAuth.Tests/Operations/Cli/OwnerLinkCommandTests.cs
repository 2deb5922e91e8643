using System.Globalization;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Cli;

/// <summary><c>users owner-link</c> works while the broker runs, without its lock.</summary>
public abstract class OwnerLinkCommandTests(DatabaseKind storage)
{
    private const string PublicUrl = "https://music.example";

    [Fact]
    public async Task The_command_prints_an_owner_link_while_the_broker_runs()
    {
        await using var broker = await Broker.StartAsync(
            new Dictionary<string, string?> { ["Access:Registration"] = "Owner" }, storage: storage);
        using var dora = await broker.SignedInAsync("dora", "spotify");

        var first = await LinkAsync(broker);
        var second = await LinkAsync(broker);

        second.ShouldNotBe(first);
        broker.Database.Count("claim_links").ShouldBe(1);
        var end = broker.Database.Scalar("SELECT ends_at FROM claim_links");
        var life = Convert.ToInt64(end, CultureInfo.InvariantCulture)
            - TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        life.ShouldBeInRange(1, 3_600_000);
        using var alma = broker.NewBrowser();
        alma.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, "192.168.1.20");
        (await alma.TrySignInAsync("spotify", "person=alma", $"?claim={first}")).ShouldEndWith("owner_exists");
        (await alma.TrySignInAsync("spotify", "person=alma", $"?claim={second}")).ShouldBe("/");
        (await alma.GetAsync("/me")).GetProperty("user").GetProperty("is_owner").GetBoolean().ShouldBeTrue();
        (await dora.GetAsync("/me")).GetProperty("user").GetProperty("is_owner").GetBoolean().ShouldBeFalse();
    }

    private static async Task<string> LinkAsync(Broker broker)
    {
        var (exitCode, output, error) = await InProcessCommand.RunAsync(
        [
            "users", "owner-link", $"--DataDirectory={broker.DataDirectory}", $"--Web:PublicUrl={PublicUrl}",
            .. broker.DatabaseSettings.Select(setting => $"--{setting.Key}={setting.Value}"),
        ]);
        exitCode.ShouldBe(0, error);
        error.ShouldBeEmpty();
        var link = output.Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith(PublicUrl));
        link.ShouldStartWith($"{PublicUrl}/login?claim=");
        return link[(link.IndexOf('=') + 1)..];
    }
}
