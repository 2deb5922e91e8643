using Microsoft.Extensions.DependencyInjection;
using MusicAuth.Tests.Notices.Stubs;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Outbox;

/// <summary>The costs of notices without events, and the time from an event to its notice.</summary>
public sealed class IdleNoticeTests
{
    private static readonly string[] Outbox =
        ["notices", "notice_deliveries", "notice_incidents", "notice_channels", "consent_announcements", "activity"];

    [Fact]
    public async Task An_idle_hour_needs_twelve_database_commands_at_most()
    {
        var commands = new CommandLog();
        await using var broker = await Broker.StartAsync(services: commands.AddTo);
        using var dora = await broker.SignedInAsync("dora", "spotify");
        await IdleTime.RunSchedulerAsync(broker);
        commands.Clear();

        await IdleTime.PassAsync(broker, TimeSpan.FromHours(1));

        commands.Naming(Outbox).Count.ShouldBeInRange(2, 12, string.Join('\n', commands.Naming(Outbox)));
        Scans(commands).ShouldBe(1);
    }

    [Fact]
    public async Task A_stage_within_the_next_hour_is_sent_within_20_seconds()
    {
        await using var fixture = await WebhookFixture.StartAsync();
        await fixture.GoToAsync(fixture.End.AddDays(-7).AddMinutes(-40));
        var before = fixture.Hook.Received.Count;
        fixture.Broker.Clock.Advance(TimeSpan.FromMinutes(40) - TimeSpan.FromSeconds(1));
        await IdleTime.RunSchedulerAsync(fixture.Broker);
        fixture.Hook.Received.Count.ShouldBe(before);

        fixture.Broker.Clock.Advance(TimeSpan.FromSeconds(20));

        await fixture.Hook.WaitForAsync(before + 1);
        fixture.Last.GetProperty("title").GetString().ShouldBe("Spotify: your consent ends in 7 days");
    }

    [Fact]
    public async Task An_unhealthy_app_and_a_renewal_are_sent_within_20_seconds()
    {
        await using var broker = await Broker.StartAsync(ChannelsOf.PrivateTargets);
        await using var hook = await StubServer.StartAsync();
        using var owner = await broker.OwnedByAsync("dora");
        await owner.AddChannelAsync("webhook", hook.Address);
        await IdleTime.RunSchedulerAsync(broker);

        broker.Services.GetRequiredService<AppHealth>()
            .ReportUnhealthy("spotify", ProviderEndpoint.Token, ProviderReasons.InvalidClient);
        broker.Clock.Advance(TimeSpan.FromSeconds(20));
        await hook.WaitForAsync(1);

        broker.Services.GetRequiredService<AppHealth>().ReportHealthy("spotify", ProviderEndpoint.Token);
        broker.Clock.Advance(TimeSpan.FromDays(170));
        await hook.WaitForAsync(2);
        using var again = await broker.SignedInAsync("dora", "spotify");
        broker.Clock.Advance(TimeSpan.FromSeconds(20));
        await hook.WaitForAsync(3);

        hook.Received.Select(request => request.Json.GetProperty("type").GetString())
            .ShouldBe(["app.unhealthy", "consent.ending", "consent.renewed"]);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_stops_no_notices()
    {
        var commands = new CommandLog();
        await using var broker = await Broker.StartAsync(services: commands.AddTo);
        broker.Clock.Advance(TimeSpan.FromDays(100));
        await IdleTime.RunSchedulerAsync(broker);
        commands.Clear();

        broker.Clock.Jump(-TimeSpan.FromDays(100));
        await IdleTime.RunSchedulerAsync(broker);

        Scans(commands).ShouldBe(1);
    }

    private static int Scans(CommandLog commands) => commands.Naming("authorized_at")
        .Count(command => !command.Contains("consent_announcements", StringComparison.Ordinal));
}
