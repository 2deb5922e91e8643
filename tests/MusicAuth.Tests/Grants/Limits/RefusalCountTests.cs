using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Limits;

/// <summary>The number of refusals within a minute that raises the alarm.</summary>
public sealed class RefusalCountTests : GrantsTest
{
    [Fact]
    public async Task Three_of_four_grants_refused_within_a_minute_are_an_incident_and_get_a_retry()
    {
        using var alarms = Grants.Meter("musicauth.refresh.alarms");
        var others = await NewGrantsAsync(5, "deezer");
        var grants = await ExpiredGrantsAsync(6);
        // A success at another provider does not count for this one.
        foreach (var other in others)
            await Grants.RefreshAsync(other);
        await Grants.RefreshAsync(grants[0]);
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        foreach (var grant in grants[1..3])
            await Grants.RefreshAsync(grant);
        alarms.GetMeasurementSnapshot().ShouldBeEmpty();

        await Grants.RefreshAsync(grants[3]);

        alarms.GetMeasurementSnapshot().ShouldHaveSingleItem().Tags["provider"].ShouldBe("spotify");
        Grants.Log.ShouldContain(entry => entry.StartsWith(
            "Critical: spotify refused 3 of 4 grants within a minute. An incident at spotify can "
            + "cause that, so no grant is refreshed there for 15 min"));
        (await Grants.RefreshAsync(grants[4])).ShouldBe(new TokenResult.Unavailable(TimeSpan.FromMinutes(15)));
        foreach (var refused in grants[1..4])
            (await Grants.FindAsync(refused))!.RetryAt.ShouldBe(Grants.Clock.GetUtcNow().AddHours(1));
        (await Grants.FindAsync(grants[0]))!.RetryAt.ShouldBeNull();

        Grants.Spotify.OnRefresh = null;
        Grants.Clock.Advance(TimeSpan.FromHours(1));
        await Grants.Get<BackgroundRefreshService>().RefreshDueAsync(TestContext.Current.CancellationToken);
        foreach (var refused in grants[1..4])
            (await Grants.FindAsync(refused))!.State.ShouldBe(GrantState.Active);
    }

    [Fact]
    public async Task Three_of_three_and_two_of_four_refused_are_no_incident()
    {
        using var alarms = Grants.Meter("musicauth.refresh.alarms");
        var grants = await ExpiredGrantsAsync(20);
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        foreach (var grant in grants[..3])
            await Grants.RefreshAsync(grant);
        Grants.Clock.Advance(TimeSpan.FromMilliseconds(3_600_001));
        Grants.Spotify.OnRefresh = null;
        foreach (var grant in grants[3..5])
            await Grants.RefreshAsync(grant);
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        foreach (var grant in grants[5..7])
            await Grants.RefreshAsync(grant);

        alarms.GetMeasurementSnapshot().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refusal_counts_for_exactly_one_minute()
    {
        using var alarms = Grants.Meter("musicauth.refresh.alarms");
        var grants = await ExpiredGrantsAsync(9);
        foreach (var grant in grants[..4])
            await Grants.RefreshAsync(grant);
        Grants.Clock.Advance(TimeSpan.FromMinutes(1));
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        foreach (var grant in grants[4..8])
            await Grants.RefreshAsync(grant);
        alarms.GetMeasurementSnapshot().ShouldBeEmpty("the four successes of the last minute count, too");

        Grants.Clock.Advance(TimeSpan.FromMinutes(1));
        await Grants.RefreshAsync(grants[8]);
        alarms.GetMeasurementSnapshot().Count.ShouldBe(1, "the four refusals of the last minute count");
    }

    private async Task<Grant[]> ExpiredGrantsAsync(int count)
    {
        var grants = await NewGrantsAsync(count);
        Grants.Clock.Advance(GrantsUnderTest.AccessTokenLifetime);
        return grants;
    }

    private async Task<Grant[]> NewGrantsAsync(int count, string provider = "spotify")
    {
        List<Grant> grants = [];
        for (var i = 0; i < count; i++)
            grants.Add(await Grants.ConsentAsync(provider: provider));
        return [.. grants];
    }
}
