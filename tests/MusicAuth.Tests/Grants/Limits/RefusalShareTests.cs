using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Limits;

/// <summary>R8: refusals are counted over a day and in shares, so that a household raises the alarm too.</summary>
public sealed class RefusalShareTests : RefusedGrantsTest
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(5, 3)]
    public async Task Most_of_a_household_refused_within_a_day_are_an_incident(int household, int most)
    {
        using var alarms = Grants.Meter("musicauth.refresh.alarms");
        var grants = await ExpiredGrantsAsync(household);
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        for (var refused = 0; refused < most; refused++)
        {
            alarms.GetMeasurementSnapshot().ShouldBeEmpty();
            if (refused > 0)
                Grants.Clock.Advance(TimeSpan.FromDays(1) / (most - 1));
            await Grants.RefreshAsync(grants[refused]);
        }

        alarms.GetMeasurementSnapshot().Count.ShouldBe(1);
        Grants.Log.ShouldContain(entry => entry.StartsWith(
            $"Critical: spotify refused {most} of {household} grants within a day."));
        await ShouldRecoverInAnHourAsync(grants[..most]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(5, 2)]
    public async Task Half_of_a_household_refused_is_no_incident(int household, int refused)
    {
        using var alarms = Grants.Meter("musicauth.refresh.alarms");
        var grants = await ExpiredGrantsAsync(household);
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        foreach (var grant in grants[..refused])
            await Grants.RefreshAsync(grant);

        alarms.GetMeasurementSnapshot().ShouldBeEmpty();
        (await Grants.FindAsync(grants[0]))!.RetryAt.ShouldBeNull();
    }

    [Fact]
    public async Task Two_refusals_more_than_a_day_apart_are_no_incident()
    {
        using var alarms = Grants.Meter("musicauth.refresh.alarms");
        var grants = await ExpiredGrantsAsync(2);
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        await Grants.RefreshAsync(grants[0]);
        Grants.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMilliseconds(1));
        await Grants.RefreshAsync(grants[1]);

        alarms.GetMeasurementSnapshot().ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_many_users_four_tried_within_an_hour_and_most_refused_are_an_incident()
    {
        using var alarms = Grants.Meter("musicauth.refresh.alarms");
        var grants = await ExpiredGrantsAsync(30);
        await Grants.RefreshAsync(grants[0]);
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        foreach (var grant in grants[1..4])
        {
            Grants.Clock.Advance(TimeSpan.FromMinutes(20));
            await Grants.RefreshAsync(grant);
        }

        Grants.Log.ShouldContain(entry => entry.StartsWith("Critical: spotify refused 3 of 4 grants within an hour."));
        alarms.GetMeasurementSnapshot().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Each_refused_grant_gets_one_retry_for_any_number_of_alarms()
    {
        var grants = await ExpiredGrantsAsync(3);
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        foreach (var grant in grants[..2])
            await Grants.RefreshAsync(grant);
        var retryAt = Grants.Clock.GetUtcNow().AddHours(1);
        Grants.Clock.Advance(TimeSpan.FromMinutes(30));
        await Grants.RefreshAsync(grants[2]);
        foreach (var grant in grants[..2])
            (await Grants.FindAsync(grant))!.RetryAt.ShouldBe(retryAt, "a second alarm does not postpone the retry");

        // The provider refuses every token, although none was replaced.
        for (var hour = 0; hour < 4; hour++)
        {
            Grants.Clock.Advance(TimeSpan.FromHours(1));
            await RunBackgroundRefreshAsync();
            await Grants.Get<RefusalAlarm>().CheckAsync("spotify");
        }

        Grants.Spotify.Sent.Count.ShouldBe(6);
        foreach (var grant in grants)
            (await Grants.FindAsync(grant))!.State.ShouldBe(GrantState.ReauthorizationRequired);
    }
}
