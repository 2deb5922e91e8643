using Microsoft.Extensions.DependencyInjection;
using MusicAuth.Tests.Notices.Stubs;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Outbox;

/// <summary>Notices about incidents: an unhealthy app, a flagged key.</summary>
public sealed class IncidentNoticeTests
{
    [Fact]
    public async Task Only_the_owner_gets_a_notice_of_an_unhealthy_app_and_one_for_each_reason()
    {
        await using var broker = await Broker.StartAsync(ChannelsOf.PrivateTargets);
        await using var hook = await StubServer.StartAsync();
        using var owner = await broker.OwnedByAsync("dora");
        await owner.AddChannelAsync("webhook", $"{hook.Address}/owner");
        using var alma = await broker.SignedInAsync("alma", "spotify");
        await alma.AddChannelAsync("webhook", $"{hook.Address}/alma");

        Break(broker, ProviderReasons.InvalidClient);
        for (var hour = 0; hour < 60; hour++)
        {
            await CollectAsync(broker);
            broker.Clock.Advance(TimeSpan.FromHours(1));
        }

        await broker.RestartAsync(ChannelsOf.PrivateTargets);
        Break(broker, ProviderReasons.InvalidClient);
        await CollectAsync(broker);
        await hook.WaitForAsync(1);
        broker.Database.Count("notices").ShouldBe(1);

        Break(broker, ProviderReasons.PremiumLapsed);
        await CollectAsync(broker);
        await hook.WaitForAsync(2);
        broker.Database.Count("notices").ShouldBe(2);
        hook.Received.ShouldAllBe(request => request.Path == "/owner");
        var notice = hook.Received[0].Json;
        notice.GetProperty("type").GetString().ShouldBe("app.unhealthy");
        var data = notice.GetProperty("data");
        data.GetProperty("detail").GetString()!.ShouldContain("Open the link and correct both");
        data.GetProperty("detail").GetString()!.ShouldContain("Spotify:ClientSecret");
        data.GetProperty("action_url").GetString()!.ShouldEndWith("/#account/setup");
    }

    [Fact]
    public async Task An_incident_from_the_time_of_a_clock_that_was_ahead_does_not_hide_a_new_one()
    {
        await using var broker = await Broker.StartAsync(ChannelsOf.PrivateTargets);
        await using var hook = await StubServer.StartAsync();
        using var owner = await broker.OwnedByAsync("dora");
        await owner.AddChannelAsync("webhook", hook.Address);
        broker.Clock.Jump(TimeSpan.FromDays(100));
        Break(broker, ProviderReasons.InvalidClient);
        await CollectAsync(broker);
        await hook.WaitForAsync(1);
        broker.Services.GetRequiredService<AppHealth>().ReportHealthy("spotify", ProviderEndpoint.Token);
        await CollectAsync(broker);

        broker.Clock.Jump(-TimeSpan.FromDays(100));
        Break(broker, ProviderReasons.InvalidClient);
        await CollectAsync(broker);

        await hook.WaitForAsync(2);
        hook.Received.ShouldAllBe(request => request.Json.GetProperty("type").GetString() == "app.unhealthy");
    }

    [Fact]
    public async Task The_user_of_a_flagged_key_gets_one_notice()
    {
        await using var broker = await Broker.StartAsync(ChannelsOf.PrivateTargets);
        await using var hook = await StubServer.StartAsync();
        using var dora = await broker.SignedInAsync("dora", "spotify");
        await dora.AddChannelAsync("webhook", $"{hook.Address}/dora");
        using var alma = await broker.SignedInAsync("alma", "spotify");
        await alma.AddChannelAsync("webhook", $"{hook.Address}/alma");
        var key = await dora.NewKeyAsync(["connections:read"]);
        await UseAsync(broker, key, "203.0.113.7");
        await UseAsync(broker, key, "198.51.100.9");

        for (var round = 0; round < 3; round++)
        {
            await CollectAsync(broker);
            broker.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        await broker.RestartAsync(ChannelsOf.PrivateTargets);
        await CollectAsync(broker);
        await hook.WaitForAsync(1);

        broker.Database.Count("notices").ShouldBe(1);
        var request = hook.Received.ShouldHaveSingleItem();
        request.Path.ShouldBe("/dora");
        request.Json.GetProperty("type").GetString().ShouldBe("key.flagged");
        request.Json.GetProperty("data").GetProperty("detail").GetString()
            .ShouldStartWith("The key \"Test\" was used from a new network, 198.51.100.0/24.");
    }

    [LongFact]
    public async Task Two_replicas_send_one_notice_for_each_incident()
    {
        await using var first = await Broker.StartAsync(ChannelsOf.PrivateTargets, storage: DatabaseKind.Postgres);
        await using var second = first.NewReplica(("Notices:AllowPrivateTargets", "Everybody"));
        await using var hook = await StubServer.StartAsync();
        using var owner = await first.OwnedByAsync("dora");
        await owner.AddChannelAsync("webhook", hook.Address);
        var key = await owner.NewKeyAsync(["connections:read"]);
        await UseAsync(first, key, "203.0.113.7");
        await UseAsync(first, key, "198.51.100.9");

        // Each replica detects the rejected app itself, and reads the flagged key within an hour.
        for (var hour = 0; hour < 3; hour++)
        {
            Break(first, ProviderReasons.InvalidClient);
            Break(second, ProviderReasons.InvalidClient);
            await Task.WhenAll(CollectAsync(first), CollectAsync(second));
            first.Clock.Advance(TimeSpan.FromHours(1));
        }

        await hook.WaitForAsync(2);
        await Eventually.IsTrueAsync(
            () => Convert.ToInt32(first.Database.Scalar(
                "SELECT count(*) FROM notice_deliveries WHERE state = 'Pending'")) == 0,
            between: () => first.Clock.Advance(TimeSpan.FromSeconds(10)));
        hook.Received.Select(request => request.Json.GetProperty("type").GetString())
            .ShouldBe(["app.unhealthy", "key.flagged"], ignoreOrder: true);
        first.Database.Count("notices").ShouldBe(2);
    }

    private static void Break(Broker broker, string reason) => broker.Services.GetRequiredService<AppHealth>()
        .ReportUnhealthy("spotify", ProviderEndpoint.Token, reason);

    private static async Task UseAsync(Broker broker, string key, string address)
    {
        var answer = await broker.SendAsync(context =>
        {
            context.Request.Headers[ConnectionHeadersFilter.Header] = address;
            context.Request.Method = "GET";
            context.Request.Scheme = "http";
            context.Request.Host = new("127.0.0.1", 5080);
            context.Request.Path = "/me/connections";
            context.Request.Headers.Authorization = $"Bearer {key}";
        });
        answer.Response.StatusCode.ShouldBe(200);
        await broker.Services.GetRequiredService<AuditWriter>().FlushAsync(CancellationToken.None);
    }

    private static async Task CollectAsync(Broker broker)
    {
        await broker.Services.GetRequiredService<NoticeScheduler>().CollectAsync(CancellationToken.None);
        broker.Services.GetRequiredService<NoticeSender>().Wake();
    }
}
