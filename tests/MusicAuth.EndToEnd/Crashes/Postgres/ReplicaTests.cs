using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Crashes.Postgres;

/// <summary>R3, R4, R18: several broker processes on one PostgreSQL.</summary>
public sealed class ReplicaTests
{
    private const int OneSecond = 1;

    [LongFact]
    public async Task R18_four_brokers_that_start_at_once_on_an_empty_database_create_one_key_ring()
    {
        await using var replicas = await BrokerReplicas.StartAsync(4, concurrently: true);

        (await replicas.ScalarAsync("SELECT count(*) FROM data_protection_keys")).ShouldBe(1L);
        foreach (var client in replicas.Clients) (await client.ConnectionsAsync()).ShouldBe(["spotify active"]);
        await replicas.ShouldStillRefreshAsync();
    }

    [LongTheory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task R3_a_hundred_callers_at_each_of_several_brokers_make_one_refresh(int brokers)
    {
        await using var replicas = await BrokerReplicas.StartAsync(brokers, maxConnections: 100);
        // The first requests are slow, and a page has a time limit of nine seconds.
        await Task.WhenAll(
            replicas.Clients.SelectMany(client =>
                Enumerable.Range(0, 20).Select(_ => client.ReadListAsync("spotify"))));
        await replicas.Control.ExpireAsync();

        var replies = await Task.WhenAll(
            replicas.Clients.SelectMany(client => Enumerable.Range(0, 100).Select(_ => ReadWithRetriesAsync(client))));

        replies.Where(reply => !reply.IsOk).ShouldBeEmpty(replicas.LastLines());
        (await replicas.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(Refreshes: 1, Reuse: 0));
    }

    [LongFact]
    public async Task R3_twenty_rounds_of_expiry_under_load_make_twenty_refreshes()
    {
        await using var replicas = await BrokerReplicas.StartAsync(2);
        using var stop = new CancellationTokenSource();
        var counts = new int[20];
        var callers = Enumerable.Range(0, counts.Length)
            .Select(n => Task.Run(() => CallAsync(replicas.Clients[n % 2], () => counts[n]++, stop.Token))).ToArray();
        var rounds = CrashPlan.Repeats(usual: 20);
        for (var round = 1; round <= rounds; round++)
        {
            await replicas.Control.ExpireAsync();
            await Eventually.IsTrueAsync(
                async () => (await replicas.Control.StatsAsync("spotify")).Refreshes >= round, $"refresh {round}");
            // A token that expires twice within one call looks like a refused token.
            var before = counts.ToArray();
            await Eventually.IsTrueAsync(
                () => Task.FromResult(counts.Zip(before).All(count => count.First > count.Second + 1)),
                "two more calls of each caller");
        }

        await stop.CancelAsync();

        (await Task.WhenAll(callers)).SelectMany(replies => replies).Where(reply => !reply.IsOk).ShouldBeEmpty();
        (await replicas.Control.StatsAsync("spotify")).ShouldBe(new ProviderCounts(rounds, Reuse: 0));
    }

    [LongFact]
    public async Task R4_a_lease_holder_frozen_before_the_provider_has_its_request_is_replaced_and_does_no_harm()
    {
        await using var replicas = await BrokerReplicas.StartAsync(2, upstreamSeconds: OneSecond);
        for (var round = 0; round < CrashPlan.Repeats(usual: 1); round++)
        {
            var generation = await replicas.GenerationAsync();
            var refreshes = (await replicas.Control.StatsAsync("spotify")).Refreshes;
            await replicas.Control.ExpireAsync();
            var lost = replicas.Brokers[0].TokenProxy.Expect(holdRequest: true);
            var frozen = replicas.Clients[0].ReadListAsync("spotify");
            await lost.Arrived;
            await replicas.Brokers[0].Process.FreezeAsync();

            var reply = await TakeOverAsync(replicas);
            await replicas.Brokers[0].Process.ThawAsync();

            reply.IsOk.ShouldBeTrue(reply.ToString());
            await frozen;
            (await replicas.GenerationAsync()).ShouldBe(generation + 1);
            (await replicas.Control.StatsAsync("spotify"))
                .ShouldBe(new ProviderCounts(refreshes + 1, Reuse: 0));
            await replicas.ShouldStillRefreshAsync();
        }
    }

    [LongTheory]
    [InlineData(Rotation.Off)]
    [InlineData(Rotation.WithGrace)]
    public async Task R4_a_late_write_of_a_frozen_lease_holder_overwrites_nothing(Rotation rotation)
    {
        await using var replicas = await BrokerReplicas.StartAsync(2, upstreamSeconds: OneSecond);
        replicas.Control.Rotation = rotation;
        await replicas.Control.FaultAsync();
        for (var round = 0; round < CrashPlan.Repeats(usual: 1); round++)
        {
            var generation = await replicas.GenerationAsync();
            await replicas.Control.ExpireAsync();
            var late = replicas.Brokers[0].TokenProxy.Expect(holdResponse: true);
            var frozen = replicas.Clients[0].ReadListAsync("spotify");
            await late.Answered;
            await replicas.Brokers[0].Process.FreezeAsync();
            late.Deliver();

            var reply = await TakeOverAsync(replicas);
            var written = await replicas.GenerationAsync();
            await replicas.Brokers[0].Process.ThawAsync();

            reply.IsOk.ShouldBeTrue(reply.ToString());
            written.ShouldBe(generation + 1);
            await frozen;
            (await replicas.GenerationAsync()).ShouldBe(written, "the late response overwrites no newer token");
            await replicas.ShouldStillRefreshAsync();
        }
    }

    // With hundreds of calls, some wait more than two seconds for a concurrency slot and get a 503.
    // On a busy machine a caller can wait too long for the provider's response or for a database connection.
    private static async Task<Reply> ReadWithRetriesAsync(CookieClient client)
    {
        var reply = await client.ReadListAsync("spotify");
        for (var retry = 0; retry < 5 && reply.Status == 503; retry++)
            reply = await client.ReadListAsync("spotify");
        return reply;
    }

    // The lease expires after seven seconds; before that, callers get a 503.
    private static async Task<Reply> TakeOverAsync(BrokerReplicas replicas)
    {
        var last = default(Reply);
        await Eventually.IsTrueAsync(
            async () => (last = await replicas.Clients[1].ReadListAsync("spotify")).Status != 503,
            "a refresh of the other broker");
        return last!;
    }

    private static async Task<IReadOnlyList<Reply>> CallAsync(
        CookieClient client, Action count, CancellationToken stop)
    {
        List<Reply> replies = [];
        while (!stop.IsCancellationRequested)
        {
            replies.Add(await client.ReadListAsync("spotify"));
            count();
            await Task.Delay(10, CancellationToken.None);
        }

        return replies;
    }
}
