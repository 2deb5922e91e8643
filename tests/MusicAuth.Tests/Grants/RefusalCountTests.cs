using MusicAuth.Grants;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants;

/// <summary>From how many refusals within a minute on a provider is not believed.</summary>
public sealed class RefusalCountTests : IAsyncLifetime
{
    private CustodyUnderTest _custody = null!;

    public async ValueTask InitializeAsync() => _custody = await CustodyUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _custody.DisposeAsync();

    [Fact]
    public async Task Of_four_within_a_minute_three_refused_are_an_incident_and_each_gets_another_try()
    {
        using var alarms = _custody.Meter("musicauth.refresh.alarms");
        var others = await NewOnesAsync(5, "deezer");
        var grants = await OldOnesAsync(6);
        // What goes well at another provider says nothing of this one.
        foreach (var other in others)
            await _custody.RefreshAsync(other);
        await _custody.RefreshAsync(grants[0]);
        _custody.Spotify.Say(new RefreshResult.InvalidGrant());
        foreach (var grant in grants[1..3])
            await _custody.RefreshAsync(grant);
        alarms.GetMeasurementSnapshot().ShouldBeEmpty();

        await _custody.RefreshAsync(grants[3]);

        alarms.GetMeasurementSnapshot().ShouldHaveSingleItem().Tags["provider"].ShouldBe("spotify");
        _custody.Log.ShouldContain(entry => entry.StartsWith(
            "Critical: spotify refused 3 of 4 grants within a minute. That is not believed at once: no grant is "
            + "refreshed there for 15 min"));
        (await _custody.RefreshAsync(grants[4])).ShouldBe(new TokenResult.Unavailable(TimeSpan.FromMinutes(15)));
        foreach (var refused in grants[1..4])
            (await _custody.FindAsync(refused))!.RetryAt.ShouldBe(_custody.Clock.GetUtcNow().AddHours(1));
        (await _custody.FindAsync(grants[0]))!.RetryAt.ShouldBeNull();

        _custody.Spotify.Answer = null;
        _custody.Clock.Advance(TimeSpan.FromHours(1));
        await _custody.Get<GrantCare>().LookAfterAsync(TestContext.Current.CancellationToken);
        foreach (var refused in grants[1..4])
            (await _custody.FindAsync(refused))!.State.ShouldBe(GrantState.Active);
    }

    [Fact]
    public async Task Three_of_three_are_too_few_and_two_of_four_are_not_most()
    {
        using var alarms = _custody.Meter("musicauth.refresh.alarms");
        var grants = await OldOnesAsync(7);
        _custody.Spotify.Say(new RefreshResult.InvalidGrant());
        foreach (var grant in grants[..3])
            await _custody.RefreshAsync(grant);
        _custody.Clock.Advance(TimeSpan.FromMilliseconds(60_001));
        _custody.Spotify.Answer = null;
        foreach (var grant in grants[3..5])
            await _custody.RefreshAsync(grant);
        _custody.Spotify.Say(new RefreshResult.InvalidGrant());
        foreach (var grant in grants[5..])
            await _custody.RefreshAsync(grant);

        alarms.GetMeasurementSnapshot().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_minute_has_its_last_moment()
    {
        using var alarms = _custody.Meter("musicauth.refresh.alarms");
        var grants = await OldOnesAsync(9);
        foreach (var grant in grants[..4])
            await _custody.RefreshAsync(grant);
        _custody.Clock.Advance(TimeSpan.FromMinutes(1));
        _custody.Spotify.Say(new RefreshResult.InvalidGrant());
        foreach (var grant in grants[4..8])
            await _custody.RefreshAsync(grant);
        alarms.GetMeasurementSnapshot().ShouldBeEmpty("as many went well a minute ago");

        _custody.Clock.Advance(TimeSpan.FromMinutes(1));
        await _custody.RefreshAsync(grants[8]);
        alarms.GetMeasurementSnapshot().Count.ShouldBe(1, "four were refused a minute ago");
    }

    private async Task<Grant[]> OldOnesAsync(int count)
    {
        var grants = await NewOnesAsync(count);
        _custody.Clock.Advance(CustodyUnderTest.Life);
        return grants;
    }

    private async Task<Grant[]> NewOnesAsync(int count, string provider = "spotify")
    {
        List<Grant> grants = [];
        for (var i = 0; i < count; i++)
            grants.Add(await _custody.ConsentAsync(provider: provider));
        return [.. grants];
    }
}
