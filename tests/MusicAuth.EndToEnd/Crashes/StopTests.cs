using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Shouldly;

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>R20, F1: a stop ends in time with open requests, and loses neither a response nor the audit log.</summary>
public sealed class StopTests
{
    [LongFact]
    public async Task F1_sigterm_with_an_open_download_keeps_the_audit_log_and_ends_with_0()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        using var visitor = new CookieClient(broker.Address);
        await visitor.SignInAsync("spotify", "dora");
        await visitor.PlaylistsAsync("spotify");
        using var download = await OpenDownloadAsync(broker.Address);

        var watch = Stopwatch.StartNew();
        await broker.Process.TerminateAsync();

        (await broker.Process.WaitForExitAsync()).ShouldBe(0, broker.Process.LastLines());
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(4), "a download gets its five seconds");
        broker.Process.Output.ShouldContain(line => line.Contains("open requests because MusicAuth is stopping"));
        await broker.RestartAsync();
        (await visitor.GetAsync("/me/activity?kind=read")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [LongFact]
    public async Task F1_sigterm_with_an_open_download_and_the_longest_exchange_loses_no_answer()
    {
        await using var world = await CrashScenario.StartAsync(setup: new()
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Upstream:TimeoutSeconds"] = "15" },
        });
        var person = world.Users.ShouldHaveSingleItem();
        var passage = world.Broker.TokenProxy.Expect(holdAnswer: true);
        var asking = world.CallThroughRefreshAsync(person);
        await passage.Answered;
        using var download = await OpenDownloadAsync(world.Broker.Address);

        await world.Broker.Process.TerminateAsync();
        await Task.Delay(TimeSpan.FromSeconds(10));
        world.Broker.Process.HasExited.ShouldBeFalse("the answer is still on its way");
        passage.Deliver();

        (await world.Broker.Process.WaitForExitAsync()).ShouldBe(0, world.Broker.Process.LastLines());
        (await asking).IsOk.ShouldBeTrue((await asking).ToString());
        await world.Broker.RestartAsync();
        await world.ShouldStillRefreshAsync();
    }

    [LongFact]
    public async Task F1_a_database_that_hangs_after_the_intent_costs_no_answer_and_no_clean_stop()
    {
        PostgresProxy? wire = null;
        await using var replicas = await BrokerReplicas.StartAsync(
            1, through: port => (wire = new PostgresProxy(port)).Port, more: "Command Timeout=120");
        await using var database = wire!;
        var broker = replicas.Brokers[0];
        var passage = broker.TokenProxy.Expect(holdAnswer: true);
        var asking = replicas.CallThroughRefreshAsync(0);
        await passage.Answered;
        database.Hang();
        passage.Deliver();

        await Eventually.IsTrueAsync(
            () => Task.FromResult(CrashImage.Spilled(broker.Spill).Count == 1), "an answer in the spill folder");

        await broker.Process.TerminateAsync();
        (await broker.Process.WaitForExitAsync()).ShouldBe(0, broker.Process.LastLines());
        await asking;
        CrashImage.Spilled(broker.Spill).ShouldHaveSingleItem();
        database.Flow();
        await broker.RestartAsync();
        await replicas.ShouldStillRefreshAsync();
    }

    // Four answers of a megabyte and more, of which a byte is read.
    private static async Task<TcpClient> OpenDownloadAsync(Uri address)
    {
        var reader = new TcpClient { ReceiveBufferSize = 4096 };
        await reader.ConnectAsync(address.Host, address.Port);
        await reader.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            string.Concat(Enumerable.Repeat("GET /docs/scalar.js HTTP/1.1\r\nHost: localhost\r\n\r\n", 4))));
        (await reader.GetStream().ReadAsync(new byte[1])).ShouldBe(1);
        return reader;
    }
}
