using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Outbox;

/// <summary>The notices about a consent, and their times.</summary>
public sealed class ConsentNoticeTests
{
    [Fact]
    public async Task A_notice_is_sent_30_7_and_1_days_before_the_end_at_the_end_and_at_the_renewal()
    {
        await using var hooked = await HookedBroker.StartAsync();
        await hooked.CollectAsync();
        hooked.Notices.ShouldBe(0);

        foreach (var (days, title) in new[] { (30, "in 30 days"), (7, "in 7 days"), (1, "in 1 day") })
        {
            await hooked.GoToAsync(hooked.End.AddDays(-days).AddMinutes(-1));
            await hooked.GoToAsync(hooked.End.AddDays(-days));
            hooked.Last.GetProperty("title").GetString().ShouldBe($"Spotify: your consent ends {title}");
        }

        await hooked.GoToAsync(hooked.End.AddMinutes(-1));
        hooked.Types.ShouldBe(Enumerable.Repeat("consent.ending", 3));
        await hooked.GoToAsync(hooked.End);
        hooked.Last.GetProperty("detail").GetString()!.ShouldContain("Spotify ends every consent after six months");
        using var again = await hooked.Broker.SignedInAsync("dora", "spotify");
        await hooked.CollectAsync();
        await hooked.GoToAsync(hooked.End.AddDays(20));

        hooked.Types.ShouldBe(
            ["consent.ending", "consent.ending", "consent.ending", "consent.ended", "consent.renewed"]);
        hooked.Notices.ShouldBeLessThanOrEqualTo(5, "the oldest notices are deleted after 30 days");
    }

    [Fact]
    public async Task A_notice_names_the_connection_and_carries_a_link_that_needs_no_session()
    {
        await using var hooked = await HookedBroker.StartAsync();

        await hooked.GoToAsync(hooked.End.AddDays(-7));

        var request = hooked.Hook.Received.ShouldHaveSingleItem();
        Channels.StandardWebhook.Verify(request, hooked.Secret, hooked.Broker.Clock.GetUtcNow());
        var connection = hooked.Last.GetProperty("connections").EnumerateArray().ShouldHaveSingleItem();
        connection.EnumerateObject().Select(member => member.Name)
            .ShouldBe(["provider", "account_id", "reauthorize_by", "days_left"]);
        connection.GetProperty("provider").GetString().ShouldBe("spotify");
        connection.GetProperty("reauthorize_by").GetDateTimeOffset().ShouldBe(hooked.End);
        connection.GetProperty("days_left").GetInt32().ShouldBe(7);
        var link = hooked.Last.GetProperty("action_url").GetString()!;
        link.ShouldBe($"{Broker.PublicUrl}/login/spotify");
        using var anonymous = hooked.Broker.NewBrowser();
        using var answer = await anonymous.Client.GetAsync(new Uri(link).PathAndQuery);
        ((int)answer.StatusCode).ShouldBe(302);
    }

    [Fact]
    public async Task A_restart_repeats_nothing_and_of_the_missed_stages_only_the_most_urgent_is_sent()
    {
        await using var hooked = await HookedBroker.StartAsync();
        await hooked.GoToAsync(hooked.End.AddDays(-30));
        await hooked.Broker.RestartAsync(ChannelsOf.PrivateTargets);
        await hooked.CollectAsync();
        hooked.Notices.ShouldBe(1);

        await hooked.Broker.StopAsync();
        hooked.Broker.Clock.Advance(hooked.End.AddHours(-12) - hooked.Broker.Clock.GetUtcNow());
        await hooked.Broker.RestartAsync(ChannelsOf.PrivateTargets);
        hooked.Broker.Clock.Advance(TimeSpan.FromSeconds(20));
        await hooked.Hook.WaitForAsync(2);
        await hooked.CollectAsync();
        await hooked.Broker.RestartAsync(ChannelsOf.PrivateTargets);
        await hooked.CollectAsync();

        hooked.Hook.Received.Count.ShouldBe(2);
        hooked.Last.GetProperty("title").GetString().ShouldBe("Spotify: your consent ends in 1 day");
    }

    [Fact]
    public async Task After_a_renewal_the_stages_start_again()
    {
        await using var hooked = await HookedBroker.StartAsync();
        await hooked.GoToAsync(hooked.End.AddDays(-30));
        using var again = await hooked.Broker.SignedInAsync("dora", "spotify");
        var renewed = (await again.GetAsync("/me/connections")).GetProperty("items")[0].GetProperty("reauthorize_by")
            .GetDateTimeOffset();

        await hooked.GoToAsync(hooked.End.AddDays(1));
        hooked.Types.ShouldBe(["consent.ending", "consent.renewed"]);
        await hooked.GoToAsync(renewed.AddDays(-30));
        await hooked.GoToAsync(renewed);

        hooked.Types.ShouldBe(["consent.ending", "consent.renewed", "consent.ending", "consent.ended"]);
    }

    [Fact]
    public async Task A_new_sign_in_of_a_fresh_consent_sends_nothing()
    {
        await using var hooked = await HookedBroker.StartAsync();
        hooked.Broker.Clock.Advance(TimeSpan.FromDays(40));
        using var again = await hooked.Broker.SignedInAsync("dora", "spotify");

        await hooked.CollectAsync();

        hooked.Notices.ShouldBe(0);
    }

    [Fact]
    public async Task The_notice_of_a_revoked_consent_has_the_reason()
    {
        await using var hooked = await HookedBroker.StartAsync();
        await hooked.RevokeAsync();

        hooked.Broker.Clock.Advance(TimeSpan.FromSeconds(20));
        await hooked.Hook.WaitForAsync(1);

        hooked.Types.ShouldBe(["consent.ended"]);
        hooked.Last.GetProperty("title").GetString().ShouldBe("Spotify: your consent has ended");
        hooked.Last.GetProperty("detail").GetString()!.ShouldContain("does not accept your consent");
        hooked.Last.GetProperty("detail").GetString()!.ShouldNotContain("not your doing");
    }
}
