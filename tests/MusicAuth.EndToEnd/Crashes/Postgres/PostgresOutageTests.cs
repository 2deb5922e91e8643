using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Crashes.Postgres;

/// <summary>R24: PostgreSQL goes away in the middle of refreshes, and comes back.</summary>
public sealed class PostgresOutageTests
{
    [LongFact]
    public async Task R24_a_database_killed_between_post_and_commit_gets_the_response_after_its_start()
    {
        await using var replicas = await BrokerReplicas.StartAsync(1);
        for (var round = 0; round < CrashPlan.Repeats(usual: 1); round++)
        {
            var tokenRequest = replicas.Brokers[0].TokenProxy.Expect(holdResponse: true);
            var call = replicas.CallThroughRefreshAsync(0);
            await tokenRequest.Answered;
            await replicas.Postgres.KillAsync();
            tokenRequest.Deliver();

            await Eventually.IsTrueAsync(
                () => Task.FromResult(CrashImage.Spilled(replicas.Brokers[0].Spill).Count == 1), "a spilled response");
            await replicas.Postgres.StartAsync();

            await call;
            await WaitForEmptySpillAsync(replicas.Brokers[0]);
            await replicas.ShouldStillRefreshAsync();
        }
    }

    [LongTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task R24_a_connection_cut_at_the_commit_leads_to_no_second_post(bool isForwarded)
    {
        PostgresProxy? created = null;
        await using var replicas = await BrokerReplicas.StartAsync(
            1, proxyPort: port => (created = new PostgresProxy(port)).Port);
        await using var proxy = created!;
        for (var round = 0; round < CrashPlan.Repeats(usual: 3); round++)
        {
            var generation = await replicas.GenerationAsync();
            var refreshes = (await replicas.Control.StatsAsync("spotify")).Refreshes;
            var tokenRequest = replicas.Brokers[0].TokenProxy.Expect(holdResponse: true);
            var call = replicas.CallThroughRefreshAsync(0);
            await tokenRequest.Answered;
            var cut = proxy.CutNextCommit(isForwarded);
            tokenRequest.Deliver();
            await cut.Cut;

            (await call).IsOk.ShouldBeTrue((await call).ToString());
            await WaitForEmptySpillAsync(replicas.Brokers[0]);
            (await replicas.GenerationAsync()).ShouldBe(generation + 1);
            (await replicas.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(refreshes + 1, Reuse: 0));
            await replicas.ShouldStillRefreshAsync();
        }
    }

    [LongFact]
    public async Task R24_a_connection_cut_at_the_intent_sends_nothing_twice()
    {
        PostgresProxy? created = null;
        await using var replicas = await BrokerReplicas.StartAsync(
            1, proxyPort: port => (created = new PostgresProxy(port)).Port);
        await using var proxy = created!;
        foreach (var isForwarded in (bool[])[true, false])
        {
            var cut = proxy.CutNextCommit(isForwarded);
            var reply = await replicas.CallThroughRefreshAsync(0);
            await cut.Cut;

            reply.Code.ShouldBeOneOf(["ok", "storage_unavailable"], reply.ToString());
            await replicas.ShouldStillRefreshAsync();
        }
    }

    [LongFact]
    public async Task R24_a_database_killed_at_random_during_refreshes_loses_no_token()
    {
        await using var replicas = await BrokerReplicas.StartAsync(2);
        for (var round = 0; round < CrashPlan.Repeats(usual: 3); round++)
        {
            var random = new Random(CrashPlan.Seed + round);
            await replicas.Control.ExpireAsync();
            var calls = replicas.Clients.Select(client => client.ReadListAsync("spotify")).ToArray();
            await Task.Delay(random.Next(60));
            await replicas.Postgres.KillAsync();
            await Task.Delay(random.Next(500));
            await replicas.Postgres.StartAsync();

            await Task.WhenAll(calls);
            foreach (var broker in replicas.Brokers) await WaitForEmptySpillAsync(broker);
            await replicas.ShouldStillRefreshAsync();
        }
    }

    [LongFact]
    public async Task R24_an_outage_longer_than_the_lease_does_not_make_another_broker_send_the_token_again()
    {
        await using var replicas = await BrokerReplicas.StartAsync(2, upstreamSeconds: 3);
        var tokenRequest = replicas.Brokers[0].TokenProxy.Expect(holdResponse: true);
        await replicas.Control.ExpireAsync();
        var call = replicas.Clients[0].ReadListAsync("spotify");
        await tokenRequest.Answered;
        await replicas.Postgres.KillAsync();
        tokenRequest.Deliver();
        await call;
        CrashImage.Spilled(replicas.Brokers[0].Spill)
            .ShouldHaveSingleItem("the response arrived within the time limit of the exchange");
        // The lease expires after twice the exchange's three seconds, plus five.
        await Task.Delay(TimeSpan.FromSeconds(12));
        using var stop = new CancellationTokenSource();
        var otherCaller = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await replicas.Clients[1].ReadListAsync("spotify");
        });

        await replicas.Postgres.StartAsync();
        await WaitForEmptySpillAsync(replicas.Brokers[0]);
        await stop.CancelAsync();
        await otherCaller;

        (await replicas.Control.StatsAsync("spotify")).Reuse.ShouldBe(0);
        await replicas.ShouldStillRefreshAsync();
    }

    private static Task WaitForEmptySpillAsync(StandaloneBroker broker) => Eventually.IsTrueAsync(
        () => Task.FromResult(CrashImage.Spilled(broker.Spill).Count == 0), "an empty spill folder");
}
