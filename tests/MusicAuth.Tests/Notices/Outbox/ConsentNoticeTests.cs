using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Outbox;

/// <summary>The notices about a consent, and their times.</summary>
public sealed class ConsentNoticeTests
{
    [Fact]
    public async Task A_notice_is_sent_30_7_and_1_days_before_the_end_at_the_end_and_at_the_renewal()
    {
        await using var fixture = await WebhookFixture.StartAsync();
        await fixture.CollectAsync();
        fixture.Notices.ShouldBe(0);

        foreach (var (days, title) in new[] { (30, "in 30 days"), (7, "in 7 days"), (1, "in 1 day") })
        {
            await fixture.GoToAsync(fixture.End.AddDays(-days).AddMinutes(-1));
            await fixture.GoToAsync(fixture.End.AddDays(-days));
            fixture.Last.GetProperty("title").GetString().ShouldBe($"Spotify: your consent ends {title}");
        }

        await fixture.GoToAsync(fixture.End.AddMinutes(-1));
        fixture.Types.ShouldBe(Enumerable.Repeat("consent.ending", 3));
        await fixture.GoToAsync(fixture.End);
        fixture.Last.GetProperty("detail").GetString()!.ShouldContain("Spotify ends every consent after six months");
        using var again = await fixture.Broker.SignedInAsync("dora", "spotify");
        await fixture.CollectAsync();
        await fixture.GoToAsync(fixture.End.AddDays(20));

        fixture.Types.ShouldBe(
            ["consent.ending", "consent.ending", "consent.ending", "consent.ended", "consent.renewed"]);
        fixture.Notices.ShouldBeLessThanOrEqualTo(5, "the oldest notices are deleted after 30 days");
    }

    [Fact]
    public async Task A_notice_names_the_connection_and_carries_a_link_that_needs_no_session()
    {
        await using var fixture = await WebhookFixture.StartAsync();

        await fixture.GoToAsync(fixture.End.AddDays(-7));

        var request = fixture.Hook.Received.ShouldHaveSingleItem();
        Channels.StandardWebhook.Verify(request, fixture.Secret, fixture.Broker.Clock.GetUtcNow());
        var connection = fixture.Last.GetProperty("connections").EnumerateArray().ShouldHaveSingleItem();
        connection.EnumerateObject().Select(member => member.Name)
            .ShouldBe(["provider", "account_id", "reauthorize_by", "days_left"]);
        connection.GetProperty("provider").GetString().ShouldBe("spotify");
        connection.GetProperty("reauthorize_by").GetDateTimeOffset().ShouldBe(fixture.End);
        connection.GetProperty("days_left").GetInt32().ShouldBe(7);
        var link = fixture.Last.GetProperty("action_url").GetString()!;
        link.ShouldBe($"{Broker.PublicUrl}/login/spotify");
        using var anonymous = fixture.Broker.NewBrowser();
        using var answer = await anonymous.Client.GetAsync(new Uri(link).PathAndQuery);
        ((int)answer.StatusCode).ShouldBe(302);
    }

    [Fact]
    public async Task A_restart_repeats_nothing_and_of_the_missed_stages_only_the_most_urgent_is_sent()
    {
        await using var fixture = await WebhookFixture.StartAsync();
        await fixture.GoToAsync(fixture.End.AddDays(-30));
        await fixture.Broker.RestartAsync(ChannelsOf.PrivateTargets);
        await fixture.CollectAsync();
        fixture.Notices.ShouldBe(1);

        await fixture.Broker.StopAsync();
        fixture.Broker.Clock.Advance(fixture.End.AddHours(-12) - fixture.Broker.Clock.GetUtcNow());
        await fixture.Broker.RestartAsync(ChannelsOf.PrivateTargets);
        fixture.Broker.Clock.Advance(TimeSpan.FromSeconds(20));
        await fixture.Hook.WaitForAsync(2);
        await fixture.CollectAsync();
        await fixture.Broker.RestartAsync(ChannelsOf.PrivateTargets);
        await fixture.CollectAsync();

        fixture.Hook.Received.Count.ShouldBe(2);
        fixture.Last.GetProperty("title").GetString().ShouldBe("Spotify: your consent ends in 1 day");
    }

    [Fact]
    public async Task After_a_renewal_the_stages_start_again()
    {
        await using var fixture = await WebhookFixture.StartAsync();
        await fixture.GoToAsync(fixture.End.AddDays(-30));
        using var again = await fixture.Broker.SignedInAsync("dora", "spotify");
        var renewed = (await again.GetAsync("/me/connections")).GetProperty("items")[0].GetProperty("reauthorize_by")
            .GetDateTimeOffset();

        await fixture.GoToAsync(fixture.End.AddDays(1));
        fixture.Types.ShouldBe(["consent.ending", "consent.renewed"]);
        await fixture.GoToAsync(renewed.AddDays(-30));
        await fixture.GoToAsync(renewed);

        fixture.Types.ShouldBe(["consent.ending", "consent.renewed", "consent.ending", "consent.ended"]);
    }

    [Fact]
    public async Task A_new_sign_in_of_a_fresh_consent_sends_nothing()
    {
        await using var fixture = await WebhookFixture.StartAsync();
        fixture.Broker.Clock.Advance(TimeSpan.FromDays(40));
        using var again = await fixture.Broker.SignedInAsync("dora", "spotify");

        await fixture.CollectAsync();

        fixture.Notices.ShouldBe(0);
    }

    [Fact]
    public async Task The_notice_of_a_revoked_consent_has_the_reason()
    {
        await using var fixture = await WebhookFixture.StartAsync();
        await fixture.RevokeAsync();

        fixture.Broker.Clock.Advance(TimeSpan.FromSeconds(20));
        await fixture.Hook.WaitForAsync(1);

        fixture.Types.ShouldBe(["consent.ended"]);
        fixture.Last.GetProperty("title").GetString().ShouldBe("Spotify: your consent has ended");
        fixture.Last.GetProperty("detail").GetString()!.ShouldContain("does not accept your consent");
        fixture.Last.GetProperty("detail").GetString()!.ShouldNotContain("not your doing");
    }
}
