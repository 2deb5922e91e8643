using System.Collections.Concurrent;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Leases;

/// <summary>R3: a caller waits a limited time for the refresh of another process.</summary>
public sealed class LeaseWaitTests : SingleGrantTest
{
    [Fact]
    public async Task A_caller_waits_for_the_lease_of_another_process_and_uses_the_stored_result()
    {
        Grants.Clock.Advance(InTheMargin);
        using var waits = Grants.Meter("musicauth.refresh.claim_waits");
        var other = new LeaseOwner();
        var acquired = await AcquiredAsync(other);
        var tries = RecordTries();

        var waiting = RefreshAsync();
        await Eventually.IsTrueAsync(() => tries.Count >= 6);
        waiting.IsCompleted.ShouldBeFalse();
        // Timers can be a little early, and late on a busy machine.
        int[] delays = [50, 100, 200, 400, 500];
        foreach (var (delay, (one, next)) in delays.Zip(tries.Zip(tries.Skip(1))))
            TimeProvider.System.GetElapsedTime(one, next).TotalMilliseconds.ShouldBeGreaterThan(0.9 * delay);
        var renewed = Grants.Get<TokenProtector>().ProtectRenewed(
            acquired.Decrypted,
            new TokenSet(new AccessToken("access of another"), null, Grants.Clock.GetUtcNow().AddHours(1), null),
            Grants.Clock.GetUtcNow());
        await Grants.UseElsewhereAsync(other, store => store.SaveAsync(renewed, CancellationToken.None));

        AccessOf(await waiting).ShouldBe("access of another");
        Grants.Spotify.Sent.ShouldBeEmpty();
        waits.GetMeasurementSnapshot().ShouldHaveSingleItem().Value.ShouldBe(1);
    }

    [Theory]
    [InlineData(57)]
    [InlineData(60)]
    public async Task A_stopping_broker_does_not_wait_for_a_lease_of_another_process(int minutes)
    {
        Grants.Clock.Advance(TimeSpan.FromMinutes(minutes));
        await AcquiredAsync(new LeaseOwner());
        var tries = RecordTries();
        var waiting = RefreshAsync();
        await Eventually.IsTrueAsync(() => tries.Count >= 2);

        Grants.Stop();
        var before = tries.Count;

        var result = await waiting;
        tries.Count.ShouldBeLessThanOrEqualTo(before + 1, "one try can be running when the stop begins");
        Grants.Database.Count("refresh_claims").ShouldBe(1);
        if (minutes == 57)
            AccessOf(result).ShouldBe("access first");
        else
            result.ShouldBe(new TokenResult.Unavailable(TimeSpan.FromSeconds(2)));
    }

    [LongFact]
    public async Task A_caller_waits_eight_seconds_for_a_lease_that_is_never_released()
    {
        ExpireAccessToken();
        await AcquiredAsync(new LeaseOwner());
        var tries = RecordTries();
        var began = TimeProvider.System.GetTimestamp();

        (await RefreshAsync()).ShouldBe(new TokenResult.Unavailable(TimeSpan.FromSeconds(2)));

        TimeProvider.System.GetElapsedTime(began).TotalSeconds.ShouldBeGreaterThanOrEqualTo(7.9);
        tries.Count.ShouldBeInRange(2, 20, "a try every half second, for eight seconds");
    }

    [Fact]
    public async Task The_lease_lasts_for_twice_the_exchange_and_five_seconds()
    {
        ExpireAccessToken();
        Grants.Spotify.Timeout = TimeSpan.FromSeconds(100);
        var (until, acquiredBefore) = (0L, 0L);
        Grants.Spotify.OnRefresh = _ =>
        {
            until = Convert.ToInt64(Grants.Database.Scalar("SELECT lease_until FROM refresh_claims"));
            acquiredBefore = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            return Task.FromResult(Grants.Spotify.Renewed(1));
        };
        var acquiredAfter = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

        AccessOf(await RefreshAsync()).ShouldBe("access 1");

        (until - 205_000).ShouldBeInRange(acquiredAfter, acquiredBefore);
    }

    [Fact]
    public async Task Another_instance_with_an_indeterminate_exchange_gets_time_to_store_its_tokens()
    {
        ExpireAccessToken();
        await AcquiredAsync(new LeaseOwner());
        Grants.Database.Execute(
            $"DELETE FROM refresh_claims; UPDATE refresh_intents SET instance_id = '{Guid.NewGuid()}'");
        var tries = RecordTries();

        var waiting = RefreshAsync();
        await Eventually.IsTrueAsync(() => tries.Count >= 3 || waiting.IsCompleted);
        waiting.IsCompleted.ShouldBeFalse();
        Grants.Spotify.Sent.ShouldBeEmpty();
        Grants.Database.Execute("DELETE FROM refresh_intents");

        AccessOf(await waiting).ShouldBe("access 1");
    }

    // Records the times at which this process tries to take the lease.
    private ConcurrentQueue<long> RecordTries()
    {
        ConcurrentQueue<long> tries = new();
        Grants.Faults.BeforeCommand = sql =>
        {
            if (sql.Contains("INSERT INTO refresh_claims")) tries.Enqueue(TimeProvider.System.GetTimestamp());
        };
        return tries;
    }
}
