using MusicAuth.Tests.Notices.Stubs;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Outbox;

/// <summary>A user with consents at two services that end or need a sign-in on the same day.</summary>
public sealed class SeveralConsentsTests
{
    private const string Several = "2 of your music services need you";

    [Fact]
    public async Task Consents_revoked_by_both_services_are_one_notice_for_each_channel()
    {
        await using var fixture = await StartAsync();
        await using var ntfy = await StubNtfy.StartAsync();
        await fixture.Dora.AddChannelAsync("ntfy", $"{ntfy.Address}/doras");

        await fixture.RevokeAsync("spotify", "deezer");
        await fixture.CollectAsync();
        await fixture.CollectAsync();

        ShouldBeNoticeOfBoth(fixture, "consent.ended");
        var detail = fixture.Last.GetProperty("detail").GetString()!;
        detail.ShouldContain("Spotify does not accept your consent (Dora) any more.");
        detail.ShouldContain("Deezer does not accept your consent (Dora) any more.");
        ntfy.Received.ShouldHaveSingleItem().Header("Title").ShouldBe(Several);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-30)]
    public async Task Consents_that_end_in_the_same_minute_are_one_notice(int seconds)
    {
        await using var fixture = await StartAsync();
        var (spotify, deezer) = (At(fixture, 10), At(fixture, 10).AddSeconds(seconds));
        await GoToLastDayAsync(fixture, spotify, deezer);

        foreach (var at in new[] { spotify, deezer, deezer.AddDays(1) }.Order())
            await fixture.GoToAsync(at);

        ShouldBeNoticeOfBoth(fixture, "consent.ended");
        fixture.Last.GetProperty("detail").GetString()!.Split("has ended").Length.ShouldBe(3);
        fixture.Last.GetProperty("connections").EnumerateArray()
            .Select(connection => connection.GetProperty("days_left").GetInt32()).ShouldBe([0, 0]);
    }

    [Fact]
    public async Task Consents_that_end_in_the_same_minute_around_midnight_are_one_notice()
    {
        await using var fixture = await StartAsync();
        var (spotify, deezer) = (At(fixture, 24).AddSeconds(-20), At(fixture, 24).AddSeconds(20));
        await GoToLastDayAsync(fixture, spotify, deezer);

        foreach (var at in new[] { spotify, deezer, deezer.AddDays(1) })
            await fixture.GoToAsync(at);

        ShouldBeNoticeOfBoth(fixture, "consent.ended");
    }

    [Fact]
    public async Task A_consent_that_ends_later_that_day_is_named_with_its_time_and_has_no_notice_of_its_own()
    {
        await using var fixture = await StartAsync();
        var (spotify, deezer) = (At(fixture, 10), At(fixture, 22.5));
        await GoToLastDayAsync(fixture, spotify, deezer);

        await fixture.GoToAsync(spotify);

        ShouldBeNoticeOfBoth(fixture, "consent.ended");
        fixture.Last.GetProperty("detail").GetString()!.ShouldContain(
            "Your consent for Deezer (Dora) ends today, at 22:30 UTC.");
        fixture.Last.GetProperty("connections")[1].GetProperty("reauthorize_by").GetDateTimeOffset().ShouldBe(deezer);
        foreach (var at in new[] { spotify.AddHours(2), deezer.AddMinutes(-1), deezer, deezer.AddDays(1) })
            await fixture.GoToAsync(at);
        fixture.Types.ShouldBe(["consent.ended"]);
    }

    [Fact]
    public async Task A_nearer_end_of_one_consent_does_not_replace_the_notice_of_the_end_of_another_one()
    {
        await using var fixture = await StartAsync();
        var (spotify, deezer) = (At(fixture, 10), At(fixture, 22.5).AddDays(-7));
        await GoToLastDayAsync(fixture, spotify, deezer);

        await fixture.GoToAsync(spotify.AddDays(-7));
        fixture.Last.GetProperty("title").GetString().ShouldBe("Spotify: your consent ends in 7 days");
        await fixture.GoToAsync(deezer);

        fixture.Last.GetProperty("title").GetString().ShouldBe("Deezer: your consent has ended");
        fixture.Types.ShouldBe(["consent.ending", "consent.ended"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    public async Task Stages_of_the_same_day_are_one_notice(int minutesLater)
    {
        await using var fixture = await StartAsync();
        // The stage of 7 days for Deezer begins on the same day as the stage of 30 days for Spotify.
        var spotify = At(fixture, 10);
        fixture.MoveEnds(spotify, spotify.AddDays(-23).AddMinutes(minutesLater));
        await fixture.GoToAsync(spotify.AddDays(-31));
        fixture.Hook.Clear();

        await fixture.GoToAsync(spotify.AddDays(-30));
        await fixture.GoToAsync(spotify.AddDays(-30).AddMinutes(minutesLater));

        ShouldBeNoticeOfBoth(fixture, "consent.ending");
    }

    [Fact]
    public async Task A_renewal_removes_no_notice_that_another_consent_needs()
    {
        await using var fixture = await StartAsync();
        fixture.Hook.RespondWith(503);
        await fixture.RevokeAsync("spotify", "deezer");
        fixture.Broker.Clock.Advance(TimeSpan.FromSeconds(20));
        await fixture.Hook.WaitForAsync(1);

        await RenewAsync(fixture, "spotify");
        PendingOf(fixture, "consent.ended").ShouldBe(1);
        await RenewAsync(fixture, "deezer");

        PendingOf(fixture, "consent.ended").ShouldBe(0);
        PendingOf(fixture, "consent.renewed").ShouldBe(2);
    }

    private static Task<WebhookFixture> StartAsync() =>
        WebhookFixture.StartAsync(providers: ["spotify", "deezer"]);

    /// <summary>A time of the day on which the Spotify consent ends.</summary>
    private static DateTimeOffset At(WebhookFixture fixture, double hour) =>
        new DateTimeOffset(fixture.End.UtcDateTime.Date, TimeSpan.Zero).AddHours(hour);

    // All stages before the last day are recorded and sent.
    private static async Task GoToLastDayAsync(WebhookFixture fixture, DateTimeOffset spotify, DateTimeOffset deezer)
    {
        fixture.MoveEnds(spotify, deezer);
        await fixture.GoToAsync((spotify < deezer ? spotify : deezer).AddDays(-1));
        fixture.Hook.Clear();
    }

    private static async Task RenewAsync(WebhookFixture fixture, string provider)
    {
        await fixture.Dora.SignInAsync(provider, "dora");
        var before = PendingOf(fixture, "consent.renewed");
        await Eventually.IsTrueAsync(
            () => PendingOf(fixture, "consent.renewed") > before,
            between: () => fixture.Broker.Clock.Advance(TimeSpan.FromSeconds(5)));
    }

    private static int PendingOf(WebhookFixture fixture, string type) => Convert.ToInt32(fixture.Broker.Database.Scalar(
        "SELECT count(*) FROM notice_deliveries WHERE state = 'Pending' AND notice_id IN "
        + $"(SELECT id FROM notices WHERE type = '{type}')"));

    private static void ShouldBeNoticeOfBoth(WebhookFixture fixture, string type)
    {
        fixture.Types.ShouldBe([type]);
        fixture.Last.GetProperty("title").GetString().ShouldBe(Several);
        fixture.Last.GetProperty("connections").EnumerateArray()
            .Select(connection => connection.GetProperty("provider").GetString())
            .ShouldBe(["spotify", "deezer"], ignoreOrder: true);
    }
}
