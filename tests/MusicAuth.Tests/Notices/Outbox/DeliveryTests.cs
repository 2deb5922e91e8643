using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Outbox;

/// <summary>Targets that do not accept a notice.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task A_retry_has_the_same_id_and_text_and_a_signature_with_its_own_time()
    {
        await using var fixture = await WebhookFixture.StartAsync();
        fixture.Hook.RespondWith(503);
        fixture.Broker.Clock.Advance(fixture.End.AddDays(-7) - fixture.Broker.Clock.GetUtcNow());
        await fixture.Hook.WaitForAsync(1);
        await ShouldHaveErrorAsync(fixture, "The target answers with the error status 503.");

        await Eventually.IsTrueAsync(
            () => fixture.Hook.Received.Count >= 3,
            between: () => fixture.Broker.Clock.Advance(TimeSpan.FromSeconds(30)));
        fixture.Hook.RespondWith(200);
        await Eventually.IsTrueAsync(
            () => fixture.Pending == 0, between: () => fixture.Broker.Clock.Advance(TimeSpan.FromSeconds(30)));

        fixture.Hook.Received.Select(request => request.Header("webhook-id")).Distinct().Count().ShouldBe(1);
        fixture.Hook.Received.Select(request => request.Body).Distinct().Count().ShouldBe(1);
        fixture.Hook.Received.Select(request => request.Header("webhook-timestamp")).Distinct().Count()
            .ShouldBeGreaterThan(1);
        await ShouldHaveErrorAsync(fixture, expected: null);
    }

    [Fact]
    public async Task A_clock_that_was_ahead_does_not_hold_back_a_retry()
    {
        await using var fixture = await WebhookFixture.StartAsync();
        fixture.Hook.RespondWith(503);
        fixture.Broker.Clock.Advance(fixture.End.AddDays(-7) - fixture.Broker.Clock.GetUtcNow());
        await fixture.Hook.WaitForAsync(1);
        await ShouldHaveErrorAsync(fixture, "The target answers with the error status 503.");
        fixture.Hook.RespondWith(200);

        fixture.Broker.Clock.Jump(-TimeSpan.FromDays(100));

        await Eventually.IsTrueAsync(
            () => fixture.Pending == 0, between: () => fixture.Broker.Clock.Advance(TimeSpan.FromSeconds(5)));
        await ShouldHaveErrorAsync(fixture, expected: null);
    }

    [Fact]
    public async Task A_notice_that_no_target_accepts_is_parked_after_a_day_and_the_page_shows_it()
    {
        await using var fixture = await WebhookFixture.StartAsync();
        fixture.Hook.RespondWith(500);
        fixture.Broker.Clock.Advance(fixture.End.AddDays(-30) - fixture.Broker.Clock.GetUtcNow());
        await ShouldHaveErrorAsync(fixture, "The target answers with the error status 500.");

        await Eventually.IsTrueAsync(
            () => fixture.Pending == 0,
            between: () => fixture.Broker.Clock.Advance(TimeSpan.FromMinutes(20)));

        fixture.Hook.Received.Count.ShouldBeInRange(2, 150);
        var attempts = fixture.Hook.Received.Count;
        await ShouldHaveErrorAsync(
            fixture, "The target answers with the error status 500. MusicAuth has given up one notice after a day.");
        fixture.Hook.RespondWith(200);
        await fixture.GoToAsync(fixture.End.AddDays(-7));
        fixture.Hook.Received.Count.ShouldBe(attempts + 1);
        await ShouldHaveErrorAsync(fixture, expected: null);
    }

    [Fact]
    public async Task A_renewal_removes_notices_that_no_target_has_accepted()
    {
        await using var fixture = await WebhookFixture.StartAsync();
        fixture.Hook.RespondWith(503);
        fixture.Broker.Clock.Advance(fixture.End.AddDays(-7) - fixture.Broker.Clock.GetUtcNow());
        await fixture.Hook.WaitForAsync(1);
        using var again = await fixture.Broker.SignedInAsync("dora", "spotify");
        await Eventually.IsTrueAsync(
            () => fixture.Notices == 2, between: () => fixture.Broker.Clock.Advance(TimeSpan.FromSeconds(5)));
        fixture.Hook.RespondWith(200);

        await Eventually.IsTrueAsync(
            () => fixture.Pending == 0, between: () => fixture.Broker.Clock.Advance(TimeSpan.FromSeconds(30)));

        fixture.Types.Last().ShouldBe("consent.renewed");
        fixture.Broker.Database.Scalar("SELECT count(*) FROM notice_deliveries WHERE notice_id IN "
            + "(SELECT id FROM notices WHERE type = 'consent.ending')").ShouldBe(0L);
    }

    [Fact]
    public async Task A_stop_during_a_delivery_loses_no_notice()
    {
        await using var fixture = await WebhookFixture.StartAsync();
        using var requested = new SemaphoreSlim(0);
        fixture.Hook.Answer = async (_, context) =>
        {
            requested.Release();
            await Task.Delay(Timeout.Infinite, context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            context.Abort();
        };
        fixture.Broker.Clock.Advance(fixture.End.AddDays(-7) - fixture.Broker.Clock.GetUtcNow());
        await requested.WaitAsync(TimeSpan.FromMinutes(1));
        await fixture.Broker.StopAsync();
        var before = fixture.Hook.Received.Count;
        fixture.Hook.RespondWith(200);

        await fixture.Broker.RestartAsync(ChannelsOf.PrivateTargets);
        fixture.Broker.Clock.Advance(TimeSpan.FromSeconds(20));

        await fixture.Hook.WaitForAsync(before + 1);
        await Eventually.IsTrueAsync(() => fixture.Pending == 0);
        fixture.Notices.ShouldBe(1);
    }

    [Fact]
    public async Task Each_channel_of_a_user_gets_the_notice_once()
    {
        await using var fixture = await WebhookFixture.StartAsync();
        await using var ntfy = await Stubs.StubNtfy.StartAsync();
        await fixture.Dora.AddChannelAsync("ntfy", $"{ntfy.Address}/doras");

        await fixture.GoToAsync(fixture.End.AddDays(-1));

        fixture.Hook.Received.Count.ShouldBe(1);
        var request = ntfy.Received.ShouldHaveSingleItem();
        request.Header("Click").ShouldBe($"{Broker.PublicUrl}/login/spotify");
        request.Header("Priority").ShouldBe("4");
        request.Body.ShouldContain("ends in 1 day, on ");
    }

    private static Task ShouldHaveErrorAsync(WebhookFixture fixture, string? expected) => Eventually.IsTrueAsync(
        () => fixture.Broker.Database.Scalar("SELECT last_error FROM notice_channels") as string == expected,
        $"the error {expected}, not {fixture.Broker.Database.Scalar("SELECT last_error FROM notice_channels")}");
}
