using MusicAuth.Tests.Notices.Peers;
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
        await using var hooked = await StartAsync();
        await using var ntfy = await NtfyPeer.StartAsync();
        await hooked.Dora.AddChannelAsync("ntfy", $"{ntfy.Address}/doras");

        await hooked.RevokeAsync("spotify", "deezer");
        await hooked.CollectAsync();
        await hooked.CollectAsync();

        ShouldBeNoticeOfBoth(hooked, "consent.ended");
        var detail = hooked.Last.GetProperty("detail").GetString()!;
        detail.ShouldContain("Spotify does not accept your consent (Dora) any more.");
        detail.ShouldContain("Deezer does not accept your consent (Dora) any more.");
        ntfy.Received.ShouldHaveSingleItem().Header("Title").ShouldBe(Several);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-30)]
    public async Task Consents_that_end_in_the_same_minute_are_one_notice(int seconds)
    {
        await using var hooked = await StartAsync();
        var (spotify, deezer) = (At(hooked, 10), At(hooked, 10).AddSeconds(seconds));
        await GoToLastDayAsync(hooked, spotify, deezer);

        foreach (var at in new[] { spotify, deezer, deezer.AddDays(1) }.Order())
            await hooked.GoToAsync(at);

        ShouldBeNoticeOfBoth(hooked, "consent.ended");
        hooked.Last.GetProperty("detail").GetString()!.Split("has ended").Length.ShouldBe(3);
        hooked.Last.GetProperty("connections").EnumerateArray()
            .Select(connection => connection.GetProperty("days_left").GetInt32()).ShouldBe([0, 0]);
    }

    [Fact]
    public async Task Consents_that_end_in_the_same_minute_around_midnight_are_one_notice()
    {
        await using var hooked = await StartAsync();
        var (spotify, deezer) = (At(hooked, 24).AddSeconds(-20), At(hooked, 24).AddSeconds(20));
        await GoToLastDayAsync(hooked, spotify, deezer);

        foreach (var at in new[] { spotify, deezer, deezer.AddDays(1) })
            await hooked.GoToAsync(at);

        ShouldBeNoticeOfBoth(hooked, "consent.ended");
    }

    [Fact]
    public async Task A_consent_that_ends_later_that_day_is_named_with_its_time_and_has_no_notice_of_its_own()
    {
        await using var hooked = await StartAsync();
        var (spotify, deezer) = (At(hooked, 10), At(hooked, 22.5));
        await GoToLastDayAsync(hooked, spotify, deezer);

        await hooked.GoToAsync(spotify);

        ShouldBeNoticeOfBoth(hooked, "consent.ended");
        hooked.Last.GetProperty("detail").GetString()!.ShouldContain(
            "Your consent for Deezer (Dora) ends today, at 22:30 UTC.");
        hooked.Last.GetProperty("connections")[1].GetProperty("reauthorize_by").GetDateTimeOffset().ShouldBe(deezer);
        foreach (var at in new[] { spotify.AddHours(2), deezer.AddMinutes(-1), deezer, deezer.AddDays(1) })
            await hooked.GoToAsync(at);
        hooked.Types.ShouldBe(["consent.ended"]);
    }

    [Fact]
    public async Task A_nearer_end_of_one_consent_does_not_replace_the_notice_of_the_end_of_another_one()
    {
        await using var hooked = await StartAsync();
        var (spotify, deezer) = (At(hooked, 10), At(hooked, 22.5).AddDays(-7));
        await GoToLastDayAsync(hooked, spotify, deezer);

        await hooked.GoToAsync(spotify.AddDays(-7));
        hooked.Last.GetProperty("title").GetString().ShouldBe("Spotify: your consent ends in 7 days");
        await hooked.GoToAsync(deezer);

        hooked.Last.GetProperty("title").GetString().ShouldBe("Deezer: your consent has ended");
        hooked.Types.ShouldBe(["consent.ending", "consent.ended"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    public async Task Stages_of_the_same_day_are_one_notice(int minutesLater)
    {
        await using var hooked = await StartAsync();
        // The stage of 7 days for Deezer begins on the same day as the stage of 30 days for Spotify.
        var spotify = At(hooked, 10);
        hooked.MoveEnds(spotify, spotify.AddDays(-23).AddMinutes(minutesLater));
        await hooked.GoToAsync(spotify.AddDays(-31));
        hooked.Hook.Clear();

        await hooked.GoToAsync(spotify.AddDays(-30));
        await hooked.GoToAsync(spotify.AddDays(-30).AddMinutes(minutesLater));

        ShouldBeNoticeOfBoth(hooked, "consent.ending");
    }

    [Fact]
    public async Task A_renewal_removes_no_notice_that_another_consent_needs()
    {
        await using var hooked = await StartAsync();
        hooked.Hook.Say(503);
        await hooked.RevokeAsync("spotify", "deezer");
        hooked.Broker.Clock.Advance(TimeSpan.FromSeconds(20));
        await hooked.Hook.WaitForAsync(1);

        await RenewAsync(hooked, "spotify");
        PendingOf(hooked, "consent.ended").ShouldBe(1);
        await RenewAsync(hooked, "deezer");

        PendingOf(hooked, "consent.ended").ShouldBe(0);
        PendingOf(hooked, "consent.renewed").ShouldBe(2);
    }

    private static Task<HookedBroker> StartAsync() =>
        HookedBroker.StartAsync(providers: ["spotify", "deezer"]);

    /// <summary>A time of the day on which the Spotify consent ends.</summary>
    private static DateTimeOffset At(HookedBroker hooked, double hour) =>
        new DateTimeOffset(hooked.End.UtcDateTime.Date, TimeSpan.Zero).AddHours(hour);

    // All stages before the last day are recorded and sent.
    private static async Task GoToLastDayAsync(HookedBroker hooked, DateTimeOffset spotify, DateTimeOffset deezer)
    {
        hooked.MoveEnds(spotify, deezer);
        await hooked.GoToAsync((spotify < deezer ? spotify : deezer).AddDays(-1));
        hooked.Hook.Clear();
    }

    private static async Task RenewAsync(HookedBroker hooked, string provider)
    {
        await hooked.Dora.SignInAsync(provider, "dora");
        var before = PendingOf(hooked, "consent.renewed");
        await Eventually.IsTrueAsync(
            () => PendingOf(hooked, "consent.renewed") > before,
            between: () => hooked.Broker.Clock.Advance(TimeSpan.FromSeconds(5)));
    }

    private static int PendingOf(HookedBroker hooked, string type) => Convert.ToInt32(hooked.Broker.Database.Scalar(
        "SELECT count(*) FROM notice_deliveries WHERE state = 'Pending' AND notice_id IN "
        + $"(SELECT id FROM notices WHERE type = '{type}')"));

    private static void ShouldBeNoticeOfBoth(HookedBroker hooked, string type)
    {
        hooked.Types.ShouldBe([type]);
        hooked.Last.GetProperty("title").GetString().ShouldBe(Several);
        hooked.Last.GetProperty("connections").EnumerateArray()
            .Select(connection => connection.GetProperty("provider").GetString())
            .ShouldBe(["spotify", "deezer"], ignoreOrder: true);
    }
}
