using System.Net;
using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Processes;

public sealed class DemonstrationTests : IDisposable
{
    private readonly TempFolder _data = new();

    [LongFact]
    public async Task Sigterm_stops_the_sandbox_and_its_broker_and_the_next_start_has_their_data()
    {
        var brokerPort = FreePort.Take();
        var port = FreePort.Take();
        using var client = new CookieClient(new Uri($"http://127.0.0.1:{brokerPort}"));
        await using (var first = await Demonstration.StartAsync(_data.FullName, port, brokerPort))
        {
            first.Broker.ShouldBe(new Uri($"http://127.0.0.1:{brokerPort}"), "the sandbox prints this address");
            await client.SignInAsync("spotify", "dora");
            await client.SignInAsync("deezer", "dora");
            InstanceLockFile.IsHeld(_data.FullName).ShouldBeTrue();

            await first.StopAsync();

            first.Process.LastLines().ShouldNotContain("open requests", Case.Sensitive, "no request delays the stop");
            InstanceLockFile.IsHeld(_data.FullName).ShouldBeFalse("the broker stops together with its sandbox");
        }

        await using var second = await Demonstration.StartAsync(_data.FullName, port, brokerPort);

        (await client.ConnectionsAsync()).ShouldBe(["spotify active", "deezer active"]);
        // The sandbox does not store access tokens, so the broker refreshes once.
        (await client.PlaylistsAsync("spotify")).ShouldBe(("ok", 12));
        (await client.PlaylistsAsync("deezer")).ShouldBe(("ok", 12));
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
        Should.NotThrow(probe.Start, "the port is free again");
    }

    [Theory]
    [InlineData("--urls")]
    [InlineData("--broker-urls")]
    public async Task The_error_about_an_occupied_port_names_the_port_and_the_option(string option)
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
