using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Shouldly;

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>R20: a stop ends in time with open requests, and loses neither a response nor the audit log.</summary>
public sealed class StopTests
{
    [LongFact]
    public async Task Sigterm_with_an_open_download_keeps_the_audit_log_and_ends_with_0()
    {
        await using var broker = await StandaloneBroker.StartAsync();
        using var client = new CookieClient(broker.Address);
        await client.SignInAsync("spotify", "dora");
        await client.PlaylistsAsync("spotify");
        using var download = await OpenDownloadAsync(broker.Address);

        var watch = Stopwatch.StartNew();
        await broker.Process.TerminateAsync();

        (await broker.Process.WaitForExitAsync()).ShouldBe(0, broker.Process.LastLines());
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(4), "a download gets its five seconds");
        broker.Process.Output.ShouldContain(line => line.Contains("open requests because MusicAuth is stopping"));
        await broker.RestartAsync();
        (await client.GetAsync("/me/activity?kind=read")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [LongFact]
    public async Task Sigterm_with_an_open_download_and_the_longest_exchange_loses_no_response()
    {
        await using var scenario = await CrashScenario.StartAsync(setup: new()
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Upstream:TimeoutSeconds"] = "15" },
        });
        var user = scenario.Users.ShouldHaveSingleItem();
        var tokenRequest = scenario.Broker.TokenProxy.Expect(holdResponse: true);
        var call = scenario.CallThroughRefreshAsync(user);
        await tokenRequest.Answered;
        using var download = await OpenDownloadAsync(scenario.Broker.Address);

        await scenario.Broker.Process.TerminateAsync();
        await Task.Delay(TimeSpan.FromSeconds(10));
        scenario.Broker.Process.HasExited.ShouldBeFalse("the broker waits for the response of the provider");
        tokenRequest.Deliver();

        (await scenario.Broker.Process.WaitForExitAsync()).ShouldBe(0, scenario.Broker.Process.LastLines());
        (await call).IsOk.ShouldBeTrue((await call).ToString());
        await scenario.Broker.RestartAsync();
        await scenario.ShouldStillRefreshAsync();
    }

    [LongFact]
    public async Task A_database_that_hangs_after_the_intent_prevents_neither_a_spill_nor_a_clean_stop()
    {
        PostgresProxy? created = null;
        await using var replicas = await BrokerReplicas.StartAsync(
            1, proxyPort: port => (created = new PostgresProxy(port)).Port, options: "Command Timeout=120");
        await using var database = created!;
        var broker = replicas.Brokers[0];
        var tokenRequest = broker.TokenProxy.Expect(holdResponse: true);
        var call = replicas.CallThroughRefreshAsync(0);
        await tokenRequest.Answered;
        database.Hang();
        tokenRequest.Deliver();

        await Eventually.IsTrueAsync(
            () => Task.FromResult(CrashImage.Spilled(broker.Spill).Count == 1), "a response in the spill folder");

        await broker.Process.TerminateAsync();
        (await broker.Process.WaitForExitAsync()).ShouldBe(0, broker.Process.LastLines());
        await call;
        CrashImage.Spilled(broker.Spill).ShouldHaveSingleItem();
        database.Resume();
        await broker.RestartAsync();
        await replicas.ShouldStillRefreshAsync();
    }

    // Requests four responses of more than a megabyte, and reads one byte.
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
