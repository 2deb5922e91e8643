using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Crashes.Postgres;

/// <summary>R24: PostgreSQL goes away in the middle of refreshes, and comes back.</summary>
public sealed class PostgresOutageTests
{
    [LongFact]
    public async Task R24_killed_between_post_and_commit_it_gets_the_answer_when_it_is_back()
    {
        await using var replicas = await BrokerReplicas.StartAsync(1);
        for (var round = 0; round < CrashPlan.Repeats(usual: 1); round++)
        {
            var passage = replicas.Brokers[0].TokenProxy.Expect(holdAnswer: true);
            var asking = replicas.CallThroughRefreshAsync(0);
            await passage.Answered;
            await replicas.Postgres.KillAsync();
            passage.Deliver();

            await Eventually.IsTrueAsync(
                () => Task.FromResult(CrashImage.Spilled(replicas.Brokers[0].Spill).Count == 1), "a spilled answer");
            await replicas.Postgres.StartAsync();

            await asking;
            await SpillIsGoneAsync(replicas.Brokers[0]);
            await replicas.ShouldStillRefreshAsync();
        }
    }

    [LongTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task R24_a_connection_cut_at_the_commit_leads_to_no_second_post(bool happens)
    {
        PostgresProxy? wire = null;
        await using var replicas = await BrokerReplicas.StartAsync(
            1, through: port => (wire = new PostgresProxy(port)).Port);
        await using var cutter = wire!;
        for (var round = 0; round < CrashPlan.Repeats(usual: 3); round++)
        {
            var generation = await replicas.GenerationAsync();
            var refreshes = (await replicas.Control.StatsAsync("spotify")).Refreshes;
            var passage = replicas.Brokers[0].TokenProxy.Expect(holdAnswer: true);
            var asking = replicas.CallThroughRefreshAsync(0);
            await passage.Answered;
            var cut = cutter.CutNextCommit(happens);
            passage.Deliver();
            await cut.Cut;

            (await asking).IsOk.ShouldBeTrue((await asking).ToString());
            await SpillIsGoneAsync(replicas.Brokers[0]);
            (await replicas.GenerationAsync()).ShouldBe(generation + 1);
            (await replicas.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(refreshes + 1, Reuse: 0));
            await replicas.ShouldStillRefreshAsync();
        }
    }

    [LongFact]
    public async Task R24_a_connection_cut_at_the_intent_sends_nothing_twice()
    {
        PostgresProxy? wire = null;
        await using var replicas = await BrokerReplicas.StartAsync(
            1, through: port => (wire = new PostgresProxy(port)).Port);
        await using var cutter = wire!;
        foreach (var happens in (bool[])[true, false])
        {
            var cut = cutter.CutNextCommit(happens);
            var reply = await replicas.CallThroughRefreshAsync(0);
            await cut.Cut;

            reply.Code.ShouldBeOneOf(["ok", "storage_unavailable"], reply.ToString());
            await replicas.ShouldStillRefreshAsync();
        }
    }

    [LongFact]
    public async Task R24_killed_at_random_in_the_middle_of_refreshes_it_loses_none()
    {
        await using var replicas = await BrokerReplicas.StartAsync(2);
        for (var round = 0; round < CrashPlan.Repeats(usual: 3); round++)
        {
            var random = new Random(CrashPlan.Seed + round);
            await replicas.Control.ExpireAsync();
            var asking = replicas.Clients.Select(visitor => visitor.ReadListAsync("spotify")).ToArray();
            await Task.Delay(random.Next(60));
            await replicas.Postgres.KillAsync();
            await Task.Delay(random.Next(500));
            await replicas.Postgres.StartAsync();

            await Task.WhenAll(asking);
            foreach (var broker in replicas.Brokers) await SpillIsGoneAsync(broker);
            await replicas.ShouldStillRefreshAsync();
        }
    }

    [LongFact]
    public async Task R24_an_outage_longer_than_the_lease_does_not_make_another_broker_spend_the_token_again()
    {
        await using var replicas = await BrokerReplicas.StartAsync(2, upstreamSeconds: 3);
        var passage = replicas.Brokers[0].TokenProxy.Expect(holdAnswer: true);
        await replicas.Control.ExpireAsync();
        var asking = replicas.Clients[0].ReadListAsync("spotify");
        await passage.Answered;
        await replicas.Postgres.KillAsync();
        passage.Deliver();
        await asking;
        CrashImage.Spilled(replicas.Brokers[0].Spill)
            .ShouldHaveSingleItem("the answer came within the exchange's time");
        // Twice the exchange's three seconds, and five.
        await Task.Delay(TimeSpan.FromSeconds(12));
        using var over = new CancellationTokenSource();
        var impatient = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested) await replicas.Clients[1].ReadListAsync("spotify");
        });

        await replicas.Postgres.StartAsync();
        await SpillIsGoneAsync(replicas.Brokers[0]);
        await over.CancelAsync();
        await impatient;

        (await replicas.Control.StatsAsync("spotify")).Reuse.ShouldBe(0);
        await replicas.ShouldStillRefreshAsync();
    }

    private static Task SpillIsGoneAsync(StandaloneBroker broker) => Eventually.IsTrueAsync(
        () => Task.FromResult(CrashImage.Spilled(broker.Spill).Count == 0), "a spill folder that is empty");
}
