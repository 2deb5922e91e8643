using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Limits;

/// <summary>R29: a 401 forces a refresh of a grant once in 15 s, and four times in a minute at most.</summary>
public sealed class ForcedRefreshTests : SingleGrantTest
{
    private ForcedRefreshes Limit => Grants.Get<ForcedRefreshes>();

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(500)]
    public async Task Any_number_of_refused_callers_force_one_refresh_and_the_next_ones_wait(int callers)
    {
        var first = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => ForceAsync(1))));
        first.Select(AccessOf).ShouldAllBe(token => token == "access 1");

        // The new token is refused, too.
        var second = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => ForceAsync(2))));
        second.ShouldAllBe(result => result == Unavailable(15));
        Grants.Spotify.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_next_forced_refresh_is_possible_after_exactly_15_seconds()
    {
        await ForceAsync(1);

        Grants.Clock.Advance(TimeSpan.FromSeconds(15) - Moment);
        (await ForceAsync(2)).ShouldBe(new TokenResult.Unavailable(Moment));
        Grants.Clock.Advance(Moment);
        AccessOf(await ForceAsync(2)).ShouldBe("access 2");
    }

    [Fact]
    public async Task After_a_successful_call_the_next_is_forced_at_once_but_never_a_fifth_in_a_minute()
    {
        for (var generation = 1; generation <= 4; generation++)
        {
            AccessOf(await ForceAsync(generation)).ShouldBe($"access {generation}");
            Accept(generation + 1);
            Grants.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        (await ForceAsync(5)).ShouldBe(Unavailable(56));
        Grants.Clock.Advance(TimeSpan.FromSeconds(56) - Moment);
        (await ForceAsync(5)).ShouldBe(new TokenResult.Unavailable(Moment));
        Grants.Clock.Advance(Moment);
        AccessOf(await ForceAsync(5)).ShouldBe("access 5");
        Grants.Spotify.Sent.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_success_with_an_older_token_does_not_count()
    {
        await ForceAsync(1);
        Accept(1);

        (await ForceAsync(2)).ShouldBe(Unavailable(15));
    }

    [Fact]
    public async Task A_forced_refresh_that_failed_counts_too()
    {
        Grants.Spotify.Respond(new RefreshResult.Transient(IsIndeterminate: false));
        (await ForceAsync(1)).ShouldBe(Unavailable(2));
        Grants.Spotify.OnRefresh = null;

        Grants.Clock.Advance(TimeSpan.FromSeconds(2));
        (await ForceAsync(1)).ShouldBe(Unavailable(13));
        Grants.Spotify.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_expired_token_is_refreshed_in_spite_of_the_limit()
    {
        await ForceAsync(1);
        Grants.Clock.Advance(GrantsUnderTest.AccessTokenLifetime);
        await Grants.TokenOfAsync(Grant);
        for (var generation = 3; generation <= 6; generation++)
        {
            await ForceAsync(generation);
            Accept(generation + 1);
        }

        Grants.Clock.Advance(InTheMargin);
        AccessOf(await ForceAsync(7)).ShouldBe("access 7");
    }

    [Fact]
    public async Task The_limit_of_one_grant_does_not_affect_another()
    {
        var other = await Grants.ConsentAsync();
        await ForceAsync(1);

        AccessOf(await ForceAsync(1, other)).ShouldBe("access 2");
        (await ForceAsync(2)).ShouldBe(Unavailable(15));
        (await ForceAsync(2, other)).ShouldBe(Unavailable(15));
    }

    [Fact]
    public async Task A_replica_and_a_restart_count_the_forced_refreshes_of_another_process()
    {
        await ForceAsync(1);

        var replica = CreateLimit(Grants.Clock);
        replica.WaitFor(await RowAsync()).ShouldBe(TimeSpan.FromSeconds(15));
        // The other process does not know which calls succeeded here.
        Accept(2);
        Limit.WaitFor(await RowAsync()).ShouldBe(TimeSpan.Zero);
        replica.WaitFor(await RowAsync()).ShouldBe(TimeSpan.FromSeconds(15));
        Grants.Clock.Advance(TimeSpan.FromSeconds(1));
        CreateLimit(Grants.Clock).WaitFor(await RowAsync())
            .ShouldBe(TimeSpan.Zero, "a restart does not know which calls succeeded");
        Grants.Clock.Advance(TimeSpan.FromMinutes(1));

        for (var generation = 2; generation <= 5; generation++)
        {
            await ForceAsync(generation);
            Accept(generation + 1);
        }

        replica.WaitFor(await RowAsync()).ShouldBe(TimeSpan.FromMinutes(1));
        Grants.Clock.Advance(TimeSpan.FromSeconds(1));
        CreateLimit(Grants.Clock).WaitFor(await RowAsync())
            .ShouldBe(TimeSpan.FromSeconds(59), "a new process counts the four of the last minute");
        (await RowAsync()).ForcedRefreshesAt!.Length.ShouldBe(4);
        Grants.Clock.Advance(TimeSpan.FromMinutes(1));
        replica.WaitFor(await RowAsync()).ShouldBe(TimeSpan.Zero);
        await ForceAsync(6);
        (await RowAsync()).ForcedRefreshesAt!.Length.ShouldBe(4, "older times are removed");
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void A_clock_that_jumps_moves_no_limit_within_a_process(int seconds)
    {
        var clock = new WallClock();
        var limit = CreateLimit(clock);
        Grant.ForcedRefreshesAt = limit.RecordForced(Grant);

        clock.Jump = TimeSpan.FromSeconds(seconds);
        limit.WaitFor(Grant).ShouldBe(TimeSpan.FromSeconds(15));

        clock.Steady.Advance(TimeSpan.FromSeconds(15));
        limit.WaitFor(Grant).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Expired_histories_are_removed()
    {
        var clock = new FakeTimeProvider();
        var limit = CreateLimit(clock);
        for (var i = 0; i < 1_000; i++)
        {
            limit.RecordForced(Of(Guid.NewGuid()));
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        limit.Count.ShouldBeLessThanOrEqualTo(101);
    }

    [Fact]
    public async Task A_time_that_the_database_cannot_store_stops_no_refresh_and_counts_in_memory()
    {
        Grants.Database.Execute(
            "CREATE TRIGGER full BEFORE UPDATE ON grants BEGIN SELECT RAISE(ABORT, 'no room'); END");

        AccessOf(await ForceAsync(1)).ShouldBe("access 1");

        Limit.WaitFor(Grant).ShouldBe(TimeSpan.FromSeconds(15));
        Grants.Log.ShouldContain($"Warning: The time of a forced refresh of the grant {Grant.Id} could not be stored; "
            + "other processes do not count it");
        Grants.Database.Execute("DROP TRIGGER full");
    }

    [Fact]
    public async Task A_newer_stored_token_is_returned_without_a_refresh()
    {
        await ForceAsync(1);
        Accept(2);

        AccessOf(await ForceAsync(1)).ShouldBe("access 1");
        Grants.Spotify.Sent.Count.ShouldBe(1);
    }

    /// <summary>A wall clock that jumps, above a steady clock.</summary>
    private sealed class WallClock : TimeProvider
    {
        public FakeTimeProvider Steady { get; } = new();

        public TimeSpan Jump { get; set; }

        public override DateTimeOffset GetUtcNow() => Steady.GetUtcNow() + Jump;

        public override long GetTimestamp() => Steady.GetTimestamp();

        public override long TimestampFrequency => Steady.TimestampFrequency;
    }

    private void Accept(long generation) =>
        Grants.Get<GrantAccessTokens>().RecordAccepted(Grant.UserId, Grant.Provider, generation);

    private Task<TokenResult> ForceAsync(long refused, Grant? of = null) => Grants.Get<GrantAccessTokens>()
        .ForceRefreshAsync((of ?? Grant).UserId, Grant.Provider, refused, CancellationToken.None);

    private static ForcedRefreshes CreateLimit(TimeProvider clock) => new(clock, Options.Create(new GrantsOptions()));

    private static Grant Of(Guid user) => new()
    {
        UserId = user,
        Provider = "spotify",
        ClientId = "app",
        AccountId = "anna",
        Scopes = [],
        EncryptedAccessToken = [],
    };
}
