using MusicAuth.Tests.Shared;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Leases;

/// <summary>R3: what another process refreshes is waited for, and not for ever.</summary>
public sealed class LeaseWaitTests : SingleGrantTest
{
    [Fact]
    public async Task Who_finds_it_claimed_waits_and_takes_what_the_other_brought()
    {
        Custody.Clock.Advance(InTheMargin);
        using var waits = Custody.Meter("musicauth.refresh.claim_waits");
        var other = new LeaseOwner();
        var claims = 0;
        Custody.Faults.BeforeCommand = sql => claims += sql.Contains("INSERT INTO refresh_claims") ? 1 : 0;
        var begun = await AcquiredAsync(other);

        var waiting = RefreshAsync();
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        waiting.IsCompleted.ShouldBeFalse();
        // At 0, 50, 150, 350, 750 and 1250 ms, after ours.
        (claims - 1).ShouldBeInRange(3, 6);
        var renewed = Custody.Get<TokenProtector>().ProtectRenewed(
            begun.Decrypted,
            new TokenSet(new AccessToken("access of another"), null, Custody.Clock.GetUtcNow().AddHours(1), null),
            Custody.Clock.GetUtcNow());
        await Custody.UseElsewhereAsync(other, store => store.SaveAsync(renewed, CancellationToken.None));

        AccessOf(await waiting).ShouldBe("access of another");
        Custody.Spotify.Sent.ShouldBeEmpty();
        waits.GetMeasurementSnapshot().ShouldHaveSingleItem().Value.ShouldBe(1);
    }

    [Theory]
    [InlineData(57)]
    [InlineData(60)]
    public async Task A_broker_that_stops_waits_for_nobody_elses_claim(int minutes)
    {
        Custody.Clock.Advance(TimeSpan.FromMinutes(minutes));
        await AcquiredAsync(new LeaseOwner());
        var waiting = RefreshAsync();
        await Eventually.IsTrueAsync(() => Custody.Database.Count("refresh_claims") == 1);
        await Task.Delay(100, TestContext.Current.CancellationToken);

        Custody.Stop();

        var result = await waiting.WaitAsync(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        if (minutes == 57)
            AccessOf(result).ShouldBe("access first");
        else
            result.ShouldBe(new TokenResult.Unavailable(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task A_claim_that_nobody_gives_back_is_waited_for_eight_seconds()
    {
        ExpireAccessToken();
        await AcquiredAsync(new LeaseOwner());
        var began = TimeProvider.System.GetTimestamp();

        (await RefreshAsync()).ShouldBe(new TokenResult.Unavailable(TimeSpan.FromSeconds(2)));

        TimeProvider.System.GetElapsedTime(began).TotalSeconds.ShouldBeInRange(8, 12);
    }

    [Fact]
    public async Task The_claim_holds_for_twice_the_exchange_and_five_seconds()
    {
        ExpireAccessToken();
        Custody.Spotify.Timeout = TimeSpan.FromSeconds(100);
        var left = 0L;
        Custody.Spotify.OnRefresh = _ =>
        {
            left = Convert.ToInt64(Custody.Database.Scalar("SELECT lease_until FROM refresh_claims"))
                - TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            return Task.FromResult(Custody.Spotify.Renewed(1));
        };

        AccessOf(await RefreshAsync()).ShouldBe("access 1");

        left.ShouldBeInRange(195_000, 205_000);
    }

    [Fact]
    public async Task Another_instance_in_doubt_gets_time_to_come_back_with_what_it_may_have()
    {
        ExpireAccessToken();
        await AcquiredAsync(new LeaseOwner());
        Custody.Database.Execute(
            $"DELETE FROM refresh_claims; UPDATE refresh_intents SET instance_id = '{Guid.NewGuid()}'");

        var waiting = RefreshAsync();
        await Task.Delay(300, TestContext.Current.CancellationToken);
        waiting.IsCompleted.ShouldBeFalse();
        Custody.Spotify.Sent.ShouldBeEmpty();
        Custody.Database.Execute("DELETE FROM refresh_intents");

        AccessOf(await waiting).ShouldBe("access 1");
    }
}
