using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>What stands against sending a refresh token: then the old access token serves while it lives.</summary>
public sealed class RefreshGateTests : SingleGrantTest
{
    [Fact]
    public async Task A_broker_that_stops_begins_nothing()
    {
        Custody.Stop();

        await TheOldTokenServesAsync(new TokenResult.Unavailable(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task A_provider_that_is_out_is_not_asked()
    {
        Custody.Clock.Advance(CustodyUnderTest.AccessTokenLifetime - TimeSpan.FromSeconds(10));
        Outage();

        AccessOf(await RefreshAsync()).ShouldBe("access first");
        Custody.Clock.Advance(TimeSpan.FromSeconds(10));
        (await RefreshAsync()).ShouldBeOfType<TokenResult.Unavailable>()
            .RetryAfter.ShouldBeInRange(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(23));
        Custody.Spotify.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pause_of_the_grant_is_kept()
    {
        Custody.Get<RefreshBackoffs>().Set(
            Grant, TimeSpan.FromHours(2), rest => new TokenResult.RateLimited(rest));

        await TheOldTokenServesAsync(new TokenResult.RateLimited(TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task A_pause_of_the_provider_in_the_database_is_kept_and_remembered()
    {
        var until = Custody.Clock.GetUtcNow().AddHours(2).ToUnixTimeMilliseconds();
        Custody.Database.Execute($"INSERT INTO refresh_pauses (provider, until) VALUES ('spotify', {until})");

        await TheOldTokenServesAsync(new TokenResult.Unavailable(TimeSpan.FromHours(1)));

        Custody.Database.Execute("DELETE FROM refresh_pauses");
        Custody.Clock.Advance(TimeSpan.FromMinutes(59));
        (await RefreshAsync()).ShouldBe(new TokenResult.Unavailable(TimeSpan.FromMinutes(1)));
        Custody.Clock.Advance(TimeSpan.FromMinutes(1));
        AccessOf(await RefreshAsync()).ShouldBe("access 1");
    }

    [Fact]
    public async Task Without_room_for_the_answer_nothing_is_asked()
    {
        File.Delete(Path.Combine(Custody.DataDirectory, "spill", "reserve"));

        await TheOldTokenServesAsync(new TokenResult.StorageUnavailable(TimeSpan.FromSeconds(5)));
    }

    [Theory]
    [InlineData("refresh_claims")]
    [InlineData("refresh_intents")]
    public async Task Without_room_for_the_intent_nothing_is_sent(string table)
    {
        Custody.Faults.ShouldFail = DatabaseFaults.Writing(table);

        await TheOldTokenServesAsync(new TokenResult.StorageUnavailable(TimeSpan.FromSeconds(5)));

        Custody.Get<RefreshStorage>().IsWritable.ShouldBeFalse();
        Custody.Log.ShouldContain(entry => entry.StartsWith($"Error: The spotify grant {Grant.Id} is not refreshed"));
        Custody.Faults.ShouldFail = null;
        Custody.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: false));
        await RefreshAsync();
        Custody.Get<RefreshStorage>().IsWritable.ShouldBeTrue("the intent was taken");
    }

    [Fact]
    public async Task What_is_in_the_spill_alone_is_not_refreshed_before_the_database_has_it()
    {
        ExpireAccessToken();
        Custody.Faults.ShouldFail = sql => DatabaseFaults.Writing("grants")(sql);
        AccessOf(await RefreshAsync()).ShouldBe("access 1");
        Custody.Clock.Advance(InTheMargin);
        AccessOf(await RefreshAsync()).ShouldBe("access 1");
        Custody.Clock.Advance(CustodyUnderTest.AccessTokenLifetime - InTheMargin);
        (await RefreshAsync()).ShouldBe(new TokenResult.StorageUnavailable(TimeSpan.FromSeconds(5)));
        Custody.Spotify.Sent.ShouldBe(["refresh first"]);

        Custody.Faults.ShouldFail = null;
        AccessOf(await RefreshAsync()).ShouldBe("access 2");
        Custody.Spotify.Sent.ShouldBe(["refresh first", "refresh 1"]);
    }

    [Fact]
    public async Task After_an_outage_each_waits_for_its_turn_and_finds_what_came_meanwhile()
    {
        Custody.Clock.Advance(CustodyUnderTest.AccessTokenLifetime - TimeSpan.FromMinutes(1));
        var outages = Outage();
        outages.RecordResponse("spotify");
        var gone = await Custody.ConsentAsync(life: TimeSpan.FromSeconds(1));
        Custody.Clock.Advance(TimeSpan.FromSeconds(1));
        outages.TryAcquire("spotify", Guid.NewGuid(), out _).ShouldBeTrue();
        var (signedIn, erased) = (RefreshAsync(), Custody.RefreshAsync(gone));
        await Task.Delay(50, TestContext.Current.CancellationToken);
        (signedIn.IsCompleted, erased.IsCompleted).ShouldBe((false, false), "it is not their turn yet");
        await Custody.ConsentAsync(Grant.UserId, name: "second");
        await Custody.EraseAsync(gone);
        Custody.Clock.Advance(TimeSpan.FromSeconds(1));

        AccessOf(await signedIn).ShouldBe("access second");
        (await erased).ShouldBe(new TokenResult.NotConnected());
        Custody.Spotify.Sent.ShouldBeEmpty();
    }

    private TokenEndpointBreaker Outage()
    {
        var outages = Custody.Get<TokenEndpointBreaker>();
        foreach (var grant in new[] { Grant.Id, Grant.Id, Grant.Id, Guid.NewGuid(), Guid.NewGuid() })
            outages.RecordFailure("spotify", grant, isConnection: true);
        return outages;
    }

    private async Task TheOldTokenServesAsync(TokenResult instead)
    {
        Custody.Clock.Advance(InTheMargin);
        var still = (await RefreshAsync()).ShouldBeOfType<TokenResult.Fresh>();
        (still.AccessToken.Reveal(), still.Generation).ShouldBe(("access first", Grant.Generation));
        still.Scopes.ShouldBe(["read"]);
        Custody.Clock.Advance(CustodyUnderTest.AccessTokenLifetime - InTheMargin);
        (await RefreshAsync()).ShouldBe(instead);
        Custody.Spotify.Sent.ShouldBeEmpty();
        Custody.Database.Count("refresh_claims").ShouldBe(0);
        Custody.Database.Count("refresh_intents").ShouldBe(0);
    }
}
