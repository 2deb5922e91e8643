using System.Collections.Concurrent;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>If the gate refuses a refresh, no refresh token is sent, and the old access token serves.</summary>
public sealed class RefreshGateTests : SingleGrantTest
{
    private static readonly TimeSpan Slot = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task A_stopping_broker_begins_no_refresh()
    {
        Grants.Stop();

        await ShouldServeTheOldTokenAsync(new TokenResult.Unavailable(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task No_token_is_sent_while_the_breaker_is_open()
    {
        Grants.Clock.Advance(GrantsUnderTest.AccessTokenLifetime - TimeSpan.FromSeconds(10));
        OpenBreaker();

        AccessOf(await RefreshAsync()).ShouldBe("access first");
        Grants.Clock.Advance(TimeSpan.FromSeconds(10));
        (await RefreshAsync()).ShouldBeOfType<TokenResult.Unavailable>()
            .RetryAfter.ShouldBeInRange(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(23));
        Grants.Spotify.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_token_is_sent_during_the_back_off_of_the_grant()
    {
        Grants.Get<RefreshBackoffs>().Set(
            Grant, TimeSpan.FromHours(2), rest => new TokenResult.RateLimited(rest));

        await ShouldServeTheOldTokenAsync(new TokenResult.RateLimited(TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task A_suspension_in_the_database_is_observed_and_cached()
    {
        var until = Grants.Clock.GetUtcNow().AddMinutes(75).ToUnixTimeMilliseconds();
        Grants.Database.Execute($"INSERT INTO refresh_pauses (provider, until) VALUES ('spotify', {until})");

        await ShouldServeTheOldTokenAsync(new TokenResult.Unavailable(TimeSpan.FromMinutes(15)));

        Grants.Database.Execute("DELETE FROM refresh_pauses");
        Grants.Clock.Advance(TimeSpan.FromMinutes(14));
        (await RefreshAsync()).ShouldBe(new TokenResult.Unavailable(TimeSpan.FromMinutes(1)));
        Grants.Clock.Advance(TimeSpan.FromMinutes(1));
        AccessOf(await RefreshAsync()).ShouldBe("access 1");
    }

    [Fact]
    public async Task Without_room_in_the_spill_no_token_is_sent()
    {
        File.Delete(Path.Combine(Grants.DataDirectory, "spill", "reserve"));

        await ShouldServeTheOldTokenAsync(new TokenResult.StorageUnavailable(TimeSpan.FromSeconds(5)));
    }

    [Theory]
    [InlineData("refresh_claims")]
    [InlineData("refresh_intents")]
    public async Task Without_room_for_the_intent_no_token_is_sent(string table)
    {
        Grants.Faults.ShouldFail = DatabaseFaults.Writing(table);

        await ShouldServeTheOldTokenAsync(new TokenResult.StorageUnavailable(TimeSpan.FromSeconds(5)));

        Grants.Get<RefreshStorage>().IsWritable.ShouldBeFalse();
        Grants.Log.ShouldContain(entry => entry.StartsWith($"Error: The spotify grant {Grant.Id} is not refreshed"));
        Grants.Faults.ShouldFail = null;
        Grants.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: false));
        await RefreshAsync();
        Grants.Get<RefreshStorage>().IsWritable.ShouldBeTrue("the intent was stored");
    }

    [Fact]
    public async Task A_spilled_token_set_is_not_refreshed_before_the_database_has_it()
    {
        ExpireAccessToken();
        Grants.Faults.ShouldFail = sql => DatabaseFaults.Writing("grants")(sql);
        AccessOf(await RefreshAsync()).ShouldBe("access 1");
        Grants.Clock.Advance(InTheMargin);
        AccessOf(await RefreshAsync()).ShouldBe("access 1");
        Grants.Clock.Advance(GrantsUnderTest.AccessTokenLifetime - InTheMargin);
        (await RefreshAsync()).ShouldBe(new TokenResult.StorageUnavailable(TimeSpan.FromSeconds(5)));
        Grants.Spotify.Sent.ShouldBe(["refresh first"]);

        Grants.Faults.ShouldFail = null;
        AccessOf(await RefreshAsync()).ShouldBe("access 2");
        Grants.Spotify.Sent.ShouldBe(["refresh first", "refresh 1"]);
    }

    [Fact]
    public async Task After_an_outage_each_grant_waits_for_its_slot_and_finds_newer_tokens()
    {
        Grants.Clock.Advance(GrantsUnderTest.AccessTokenLifetime - TimeSpan.FromMinutes(1));
        var breaker = OpenBreaker();
        breaker.RecordResponse("spotify");
        var other = await Grants.ConsentAsync(life: TimeSpan.FromSeconds(1));
        Grants.Clock.Advance(TimeSpan.FromSeconds(1));
        breaker.TryAcquire("spotify", Guid.NewGuid(), out _).ShouldBeTrue();
        ConcurrentQueue<TimeSpan> waits = new();
        Grants.Clock.Started = waits.Enqueue;
        var (signedIn, erased) = (RefreshAsync(), Grants.RefreshAsync(other));
        await Eventually.IsTrueAsync(() => waits.Contains(Slot) && waits.Contains(2 * Slot));
        (signedIn.IsCompleted, erased.IsCompleted).ShouldBe((false, false), "both refreshes wait for their slots");
        await Grants.ConsentAsync(Grant.UserId, name: "second");
        await Grants.EraseAsync(other);
        Grants.Clock.Advance(TimeSpan.FromSeconds(1));

        AccessOf(await signedIn).ShouldBe("access second");
        (await erased).ShouldBe(new TokenResult.NotConnected());
        Grants.Spotify.Sent.ShouldBeEmpty();
    }

    private TokenEndpointBreaker OpenBreaker()
    {
        var breaker = Grants.Get<TokenEndpointBreaker>();
        foreach (var grant in new[] { Grant.Id, Grant.Id, Grant.Id, Guid.NewGuid(), Guid.NewGuid() })
            breaker.RecordFailure("spotify", grant, isConnection: true);
        return breaker;
    }

    private async Task ShouldServeTheOldTokenAsync(TokenResult instead)
    {
        Grants.Clock.Advance(InTheMargin);
        var served = (await RefreshAsync()).ShouldBeOfType<TokenResult.Fresh>();
        (served.AccessToken.Reveal(), served.Generation).ShouldBe(("access first", Grant.Generation));
        served.Scopes.ShouldBe(["read"]);
        Grants.Clock.Advance(GrantsUnderTest.AccessTokenLifetime - InTheMargin);
        (await RefreshAsync()).ShouldBe(instead);
        Grants.Spotify.Sent.ShouldBeEmpty();
        Grants.Database.Count("refresh_claims").ShouldBe(0);
        Grants.Database.Count("refresh_intents").ShouldBe(0);
    }
}
