using System.Net;
using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Processes;

public sealed class DemonstrationTests : IDisposable
{
    private readonly TempFolder _data = new();

    [LongFact]
    public async Task Sigterm_stops_both_at_once_and_a_start_goes_on_where_they_were()
    {
        var brokerPort = FreePort.Take();
        var port = FreePort.Take();
        using var visitor = new CookieClient(new Uri($"http://127.0.0.1:{brokerPort}"));
        await using (var first = await Demonstration.StartAsync(_data.FullName, port, brokerPort))
        {
            first.Broker.ShouldBe(new Uri($"http://127.0.0.1:{brokerPort}"), "that is where it says that it is");
            await visitor.SignInAsync("spotify", "dora");
            await visitor.SignInAsync("deezer", "dora");
            InstanceLockFile.IsHeld(_data.FullName).ShouldBeTrue();

            await first.StopAsync();

            first.Process.LastLines().ShouldNotContain("open requests", Case.Sensitive, "no request delays the stop");
            InstanceLockFile.IsHeld(_data.FullName).ShouldBeFalse("the broker outlived its sandbox");
        }

        await using var second = await Demonstration.StartAsync(_data.FullName, port, brokerPort);

        (await visitor.ConnectionsAsync()).ShouldBe(["spotify active", "deezer active"]);
        // The sandbox forgets access tokens: the stored refresh token gets a new one from Spotify.
        (await visitor.PlaylistsAsync("spotify")).ShouldBe(("ok", 12));
        (await visitor.PlaylistsAsync("deezer")).ShouldBe(("ok", 12));
        (await second.Sandbox.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 1, Reuse: 0));
    }

    [Fact]
    public async Task Kill_9_of_the_sandbox_ends_the_broker_too()
    {
        await using var demonstration = await Demonstration.StartAsync(_data.FullName);
        InstanceLockFile.IsHeld(_data.FullName).ShouldBeTrue();

        demonstration.Process.Kill();

        await Eventually.IsTrueAsync(
            () => Task.FromResult(!InstanceLockFile.IsHeld(_data.FullName)), "the end of the broker");
        using var probe = new TcpListener(IPAddress.Loopback, demonstration.Broker.Port);
        Should.NotThrow(probe.Start, "the port is still taken");
    }

    [Theory]
    [InlineData("--urls")]
    [InlineData("--broker-urls")]
    public async Task An_occupied_port_is_named_with_the_way_out(string option)
    {
        var free = FreePort.Take();
        using var occupied = new TcpListener(IPAddress.Loopback, 0);
        occupied.Start();
        var taken = ((IPEndPoint)occupied.LocalEndpoint).Port;

        await using var sandbox = option == "--urls"
            ? Demonstration.Launch(_data.FullName, taken, free)
            : Demonstration.Launch(_data.FullName, free, taken);

        (await sandbox.WaitForExitAsync()).ShouldBe(1);
        sandbox.Errors.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            line => line.ShouldContain($"Port {taken} is taken"),
            line => line.ShouldContain($"choose another by {option}."));
    }

    public void Dispose() => _data.Dispose();
}
