using System.Diagnostics;
using MusicAuth.Tests.Notices.Stubs;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Outbox;

/// <summary>Notices for many users, and with several processes.</summary>
public sealed class ManyUsersTests(ITestOutputHelper output)
{
    private static readonly TimeSpan TwoMinutes = TimeSpan.FromMinutes(2);

    // The test adds rows without the broker, which finds them within an hour.
    private static readonly TimeSpan NextScan = TimeSpan.FromHours(1);

    [LongTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_thousand_users_due_on_the_same_day_get_a_notice_each_and_few_concurrently(
        DatabaseKind storage)
    {
        await using var broker = await Broker.StartAsync(ChannelsOf.PrivateTargets, storage: storage);
        await using var hook = await StubServer.StartAsync();
        await ManyUsers.AddAsync(broker, 1000, broker.Clock.GetUtcNow().AddDays(-155), hook.Address);

        var watch = Stopwatch.StartNew();
        broker.Clock.Advance(NextScan);
        await Eventually.IsTrueAsync(
            () => Task.FromResult(hook.Received.Count >= 1000 && Pending(broker) == 0), "1,000 notices", TwoMinutes);
        output.WriteLine($"1,000 notices in {watch.Elapsed.TotalSeconds:0.0} s on {storage}.");

        hook.Received.Select(request => request.Path).Distinct().Count().ShouldBe(1000);
        hook.Received.Select(request => request.Header("webhook-id")).Distinct().Count().ShouldBe(1000);
        hook.Received.Count.ShouldBe(1000);
        hook.MostActive.ShouldBeLessThanOrEqualTo(NoticeSender.MaxConcurrent);
    }

    [LongFact]
    public async Task Two_replicas_send_each_notice_once()
    {
        await using var first = await Broker.StartAsync(ChannelsOf.PrivateTargets, storage: DatabaseKind.Postgres);
        await using var second = first.NewReplica(("Notices:AllowPrivateTargets", "Everybody"));
        await using var hook = await StubServer.StartAsync();
        await ManyUsers.AddAsync(first, 150, first.Clock.GetUtcNow().AddDays(-155), hook.Address);

        first.Clock.Advance(NextScan);
        await hook.WaitForAsync(150);
        await Eventually.IsTrueAsync(
            () => Pending(first) == 0, between: () => first.Clock.Advance(TimeSpan.FromSeconds(10)));

        hook.Received.Count.ShouldBe(150);
        hook.Received.Select(request => request.Path).Distinct().Count().ShouldBe(150);
        first.Database.Count("notices").ShouldBe(150);
    }

    [Fact]
    public async Task If_more_consents_end_in_an_hour_than_in_the_month_before_the_notice_explains_it()
    {
        await using var broker = await Broker.StartAsync(ChannelsOf.PrivateTargets);
        await using var hook = await StubServer.StartAsync();
        await ManyUsers.AddAsync(broker, 5, broker.Clock.GetUtcNow().AddDays(-20), hook.Address, isRevoked: true);

        broker.Clock.Advance(NextScan);
        await hook.WaitForAsync(5);

        hook.Received.Select(request => request.Json.GetProperty("data").GetProperty("detail").GetString())
            .ShouldAllBe(detail => detail!.Contains("Spotify has ended the consents of many people on this server "
                + "within an hour. It is not your doing."));
    }

    private static int Pending(Broker broker) => Convert.ToInt32(
        broker.Database.Scalar("SELECT count(*) FROM notice_deliveries WHERE state = 'Pending'"));
}
