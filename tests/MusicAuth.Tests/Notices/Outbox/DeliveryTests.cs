using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Outbox;

/// <summary>Targets that do not accept a notice.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task A_retry_has_the_same_id_and_text_and_a_signature_with_its_own_time()
    {
        await using var hooked = await HookedBroker.StartAsync();
        hooked.Hook.Say(503);
        hooked.Broker.Clock.Advance(hooked.End.AddDays(-7) - hooked.Broker.Clock.GetUtcNow());
        await hooked.Hook.WaitForAsync(1);
        await ShouldHaveErrorAsync(hooked, "The target answers with the error status 503.");

        await Eventually.IsTrueAsync(
            () => hooked.Hook.Received.Count >= 3,
            between: () => hooked.Broker.Clock.Advance(TimeSpan.FromSeconds(30)));
        hooked.Hook.Say(200);
        await Eventually.IsTrueAsync(
            () => hooked.Pending == 0, between: () => hooked.Broker.Clock.Advance(TimeSpan.FromSeconds(30)));

        hooked.Hook.Received.Select(request => request.Header("webhook-id")).Distinct().Count().ShouldBe(1);
        hooked.Hook.Received.Select(request => request.Body).Distinct().Count().ShouldBe(1);
        hooked.Hook.Received.Select(request => request.Header("webhook-timestamp")).Distinct().Count()
            .ShouldBeGreaterThan(1);
        await ShouldHaveErrorAsync(hooked, expected: null);
    }

    [Fact]
    public async Task A_clock_that_was_ahead_does_not_hold_back_a_retry()
    {
        await using var hooked = await HookedBroker.StartAsync();
        hooked.Hook.Say(503);
        hooked.Broker.Clock.Advance(hooked.End.AddDays(-7) - hooked.Broker.Clock.GetUtcNow());
        await hooked.Hook.WaitForAsync(1);
        await ShouldHaveErrorAsync(hooked, "The target answers with the error status 503.");
        hooked.Hook.Say(200);

        hooked.Broker.Clock.Jump(-TimeSpan.FromDays(100));

        await Eventually.IsTrueAsync(
            () => hooked.Pending == 0, between: () => hooked.Broker.Clock.Advance(TimeSpan.FromSeconds(5)));
        await ShouldHaveErrorAsync(hooked, expected: null);
    }

    [Fact]
    public async Task A_notice_that_no_target_accepts_is_parked_after_a_day_and_the_page_shows_it()
    {
        await using var hooked = await HookedBroker.StartAsync();
        hooked.Hook.Say(500);
        hooked.Broker.Clock.Advance(hooked.End.AddDays(-30) - hooked.Broker.Clock.GetUtcNow());
        await ShouldHaveErrorAsync(hooked, "The target answers with the error status 500.");

        await Eventually.IsTrueAsync(
            () => hooked.Pending == 0,
            between: () => hooked.Broker.Clock.Advance(TimeSpan.FromMinutes(20)));

        hooked.Hook.Received.Count.ShouldBeInRange(2, 150);
        var attempts = hooked.Hook.Received.Count;
        await ShouldHaveErrorAsync(
            hooked, "The target answers with the error status 500. MusicAuth has given up one notice after a day.");
        hooked.Hook.Say(200);
        await hooked.GoToAsync(hooked.End.AddDays(-7));
        hooked.Hook.Received.Count.ShouldBe(attempts + 1);
        await ShouldHaveErrorAsync(hooked, expected: null);
    }

    [Fact]
    public async Task A_renewal_removes_notices_that_no_target_has_accepted()
    {
        await using var hooked = await HookedBroker.StartAsync();
        hooked.Hook.Say(503);
        hooked.Broker.Clock.Advance(hooked.End.AddDays(-7) - hooked.Broker.Clock.GetUtcNow());
        await hooked.Hook.WaitForAsync(1);
        using var again = await hooked.Broker.SignedInAsync("dora", "spotify");
        await Eventually.IsTrueAsync(
            () => hooked.Notices == 2, between: () => hooked.Broker.Clock.Advance(TimeSpan.FromSeconds(5)));
        hooked.Hook.Say(200);

        await Eventually.IsTrueAsync(
            () => hooked.Pending == 0, between: () => hooked.Broker.Clock.Advance(TimeSpan.FromSeconds(30)));

        hooked.Types.Last().ShouldBe("consent.renewed");
        hooked.Broker.Database.Scalar("SELECT count(*) FROM notice_deliveries WHERE notice_id IN "
            + "(SELECT id FROM notices WHERE type = 'consent.ending')").ShouldBe(0L);
    }

    [Fact]
    public async Task A_stop_during_a_delivery_loses_no_notice()
    {
        await using var hooked = await HookedBroker.StartAsync();
        using var requested = new SemaphoreSlim(0);
        hooked.Hook.Answer = async (_, context) =>
        {
            requested.Release();
            await Task.Delay(Timeout.Infinite, context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            context.Abort();
        };
        hooked.Broker.Clock.Advance(hooked.End.AddDays(-7) - hooked.Broker.Clock.GetUtcNow());
        await requested.WaitAsync(TimeSpan.FromMinutes(1));
        await hooked.Broker.StopAsync();
        var before = hooked.Hook.Received.Count;
        hooked.Hook.Say(200);

        await hooked.Broker.RestartAsync(ChannelsOf.PrivateTargets);
        hooked.Broker.Clock.Advance(TimeSpan.FromSeconds(20));

        await hooked.Hook.WaitForAsync(before + 1);
        await Eventually.IsTrueAsync(() => hooked.Pending == 0);
        hooked.Notices.ShouldBe(1);
    }

    [Fact]
    public async Task Each_channel_of_a_user_gets_the_notice_once()
    {
        await using var hooked = await HookedBroker.StartAsync();
        await using var ntfy = await Peers.NtfyPeer.StartAsync();
        await hooked.Dora.AddChannelAsync("ntfy", $"{ntfy.Address}/doras");

        await hooked.GoToAsync(hooked.End.AddDays(-1));

        hooked.Hook.Received.Count.ShouldBe(1);
        var request = ntfy.Received.ShouldHaveSingleItem();
        request.Header("Click").ShouldBe($"{Broker.PublicUrl}/login/spotify");
        request.Header("Priority").ShouldBe("4");
        request.Body.ShouldContain("ends in 1 day, on ");
    }

    private static Task ShouldHaveErrorAsync(HookedBroker hooked, string? expected) => Eventually.IsTrueAsync(
        () => hooked.Broker.Database.Scalar("SELECT last_error FROM notice_channels") as string == expected,
        $"the error {expected}, not {hooked.Broker.Database.Scalar("SELECT last_error FROM notice_channels")}");
}
