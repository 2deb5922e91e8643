using MusicAuth.Tests.Shared;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.Cache;

public sealed class ResponseCacheTests : IAsyncLifetime
{
    private readonly CacheUnderTest _cache = new();
    private readonly Guid _alma = Guid.NewGuid();

    private CacheKey Almas => CacheUnderTest.Key(_alma);

    public static TheoryData<Exception> Mended =>
    [
        new UpstreamException("spotify", UpstreamFault.Unavailable, "no"),
        new UpstreamException("spotify", UpstreamFault.RateLimited, "no"),
        new UpstreamException("spotify", UpstreamFault.AppUnhealthy, "no"),
        new UpstreamException("spotify", UpstreamFault.InvalidAnswer, "no"),
        new ProblemException(ProblemCode.StorageUnavailable, "no"),
        new ProblemException(ProblemCode.ProviderRateLimited, "no"),
    ];

    public static TheoryData<Exception> Final =>
    [
        new UpstreamException("spotify", UpstreamFault.Unauthorized, "no"),
        new UpstreamException("spotify", UpstreamFault.MissingScope, "no"),
        new UpstreamException("spotify", UpstreamFault.Forbidden, "no"),
        new UpstreamException("spotify", UpstreamFault.NotFound, "no"),
        new ProblemException(ProblemCode.NotConnected, "no"),
        new ProblemException(ProblemCode.ReauthorizationRequired, "no"),
        new InvalidOperationException("no"),
    ];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _cache.DisposeAsync();

    [Fact]
    public async Task What_is_fresh_is_given_without_asking_the_provider()
    {
        _cache.Fresh(Almas).ShouldBeNull();
        var first = await _cache.Get(Almas);
        _cache.Clock.Advance(TimeSpan.FromSeconds(47));
        var second = await _cache.Get(Almas);

        (first.IsHit, second.IsHit).ShouldBe((false, true));
        second.Response.ShouldBeSameAs(first.Response);
        second.Age.ShouldBe(TimeSpan.FromSeconds(47));
        _cache.Fresh(Almas).ShouldNotBeNull();
        _cache.Fetches.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_old_is_fetched()
    {
        await _cache.Get(Almas);
        _cache.Clock.Advance(TimeSpan.FromSeconds(60));

        _cache.Fresh(Almas).ShouldBeNull();
        var second = await _cache.Get(Almas);

        (second.IsHit, second.IsStale, second.Age).ShouldBe((false, false, TimeSpan.Zero));
        _cache.Fetches.ShouldBe(2);
    }

    [Fact]
    public async Task In_the_last_fifth_of_its_life_one_caller_begins_a_renewal_and_nobody_waits()
    {
        await _cache.Get(Almas);
        _cache.Clock.Advance(TimeSpan.FromSeconds(50));
        var gate = new TaskCompletionSource();
        _cache.BeforeResponse = () => gate.Task;

        _cache.Fresh(Almas).ShouldBeNull("one caller goes the long way");
        _cache.Fresh(Almas).ShouldNotBeNull();
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _cache.Get(Almas)));

        results.ShouldAllBe(result => result.IsHit && !result.IsStale);
        await Eventually.IsTrueAsync(() => _cache.Fetches == 2);
        gate.SetResult();
        await Eventually.IsTrueAsync(() => _cache.Fresh(Almas)?.EndsWith(" 2") == true);
        _cache.Fetches.ShouldBe(2);
    }

    [Fact]
    public async Task A_part_of_what_is_kept_is_renewed_before_it_is_used()
    {
        await _cache.Get(Almas);
        (await _cache.Get(Almas, CacheMode.Renew)).IsHit.ShouldBeTrue();
        _cache.Clock.Advance(TimeSpan.FromSeconds(50));

        var renewed = await _cache.Get(Almas, CacheMode.Renew);

        (renewed.Age, _cache.Fetches).ShouldBe((TimeSpan.Zero, 2));
    }

    [Fact]
    public async Task Where_the_renewal_of_a_part_fails_it_is_still_fresh()
    {
        await _cache.Get(Almas);
        _cache.Clock.Advance(TimeSpan.FromSeconds(50));
        _cache.BeforeResponse = () => throw new UpstreamException("spotify", UpstreamFault.Unavailable, "no");

        var kept = await _cache.Get(Almas, CacheMode.Renew);

        (kept.IsStale, kept.Age).ShouldBe((false, TimeSpan.FromSeconds(50)));
    }

    [Theory]
    [MemberData(nameof(Mended), DisableDiscoveryEnumeration = true)]
    public async Task While_the_provider_fails_the_old_answer_serves_for_a_day_and_says_why(Exception failure)
    {
        await _cache.Get(Almas);
        _cache.BeforeResponse = () => throw failure;
        _cache.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));

        var stale = await _cache.Get(Almas);

        (stale.IsStale, stale.StaleCause).ShouldBe((true, failure));
        stale.Age.ShouldBe(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        _cache.Clock.Advance(TimeSpan.FromSeconds(1));
        (await Should.ThrowAsync<Exception>(() => _cache.Get(Almas))).ShouldBe(failure);
    }

    [Theory]
    [MemberData(nameof(Final), DisableDiscoveryEnumeration = true)]
    public async Task What_is_refused_for_good_is_never_covered_by_an_old_answer(Exception failure)
    {
        await _cache.Get(Almas);
        _cache.BeforeResponse = () => throw failure;
        _cache.Clock.Advance(TimeSpan.FromSeconds(61));

        (await Should.ThrowAsync<Exception>(() => _cache.Get(Almas))).ShouldBe(failure);
    }

    [Fact]
    public async Task A_slow_provider_is_waited_for_a_second_and_its_answer_kept_when_it_comes()
    {
        await _cache.Get(Almas);
        _cache.Clock.Advance(TimeSpan.FromSeconds(61));
        var gate = new TaskCompletionSource();
        _cache.BeforeResponse = () => gate.Task;

        var waiting = _cache.Get(Almas);
        await Eventually.IsTrueAsync(() => _cache.Fetches == 2);
        await Task.Delay(50);
        waiting.IsCompleted.ShouldBeFalse();
        _cache.Clock.Advance(TimeSpan.FromSeconds(1));

        (await waiting).StaleCause.ShouldBeOfType<UpstreamException>().Provider.ShouldBe("spotify");
        (await _cache.Get(Almas)).IsStale.ShouldBeTrue("who comes later does not wait again");
        gate.SetResult();
        await Eventually.IsTrueAsync(() => _cache.Fresh(Almas)?.EndsWith(" 2") == true);
        _cache.Fetches.ShouldBe(2);
    }

    [Fact]
    public async Task No_cache_asks_the_provider_refreshes_the_entry_and_gets_no_old_answer()
    {
        await _cache.Get(Almas);
        var anew = await _cache.Get(Almas, CacheMode.NoCache);
        _cache.Fresh(Almas)!.ShouldEndWith(" 2");
        _cache.BeforeResponse = () => throw new UpstreamException("spotify", UpstreamFault.Unavailable, "no");

        anew.IsHit.ShouldBeFalse();
        await Should.ThrowAsync<UpstreamException>(() => _cache.Get(Almas, CacheMode.NoCache));
        _cache.Fresh(Almas)!.ShouldEndWith(" 2");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(500)]
    [InlineData(10_000)]
    public async Task Any_number_of_callers_makes_one_call(int callers)
    {
        _cache.BeforeResponse = () => Task.Delay(20);

        var results = await Task.WhenAll(
            Enumerable.Range(0, callers).Select(_ => Task.Run(() => _cache.Get(Almas))));

        results.Select(result => result.Response).Distinct().Count().ShouldBe(1);
        _cache.Fetches.ShouldBe(1);
    }

    [Fact]
    public async Task A_caller_who_leaves_takes_nothing_along()
    {
        var gate = new TaskCompletionSource();
        _cache.BeforeResponse = () => gate.Task;
        using var leaving = new CancellationTokenSource();
        var left = _cache.Get(Almas, stop: leaving.Token);
        var stayed = _cache.Get(Almas);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => left);
        gate.SetResult();

        CacheUnderTest.Text((await stayed).Response).ShouldEndWith(" 1");
        _cache.Fetches.ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_is_kept_for_nobody()
    {
        _cache.BeforeResponse = () => throw new UpstreamException("spotify", UpstreamFault.Unavailable, "no");
        await Should.ThrowAsync<UpstreamException>(() => _cache.Get(Almas));
        _cache.BeforeResponse = () => Task.CompletedTask;

        (await _cache.Get(Almas)).IsStale.ShouldBeFalse();
    }

    [Fact]
    public async Task A_hit_allocates_nothing()
    {
        await _cache.Get(Almas);
        var key = Almas;
        for (var i = 0; i < 1_000; i++)
            _cache.Cache.TryGetFresh(key, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            _cache.Cache.TryGetFresh(key, out _);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public async Task Zero_seconds_turn_the_cache_off()
    {
        await using var off = new CacheUnderTest(seconds: 0);
        await off.Get(Almas);
        await off.Get(Almas);
        off.BeforeResponse = () => throw new UpstreamException("spotify", UpstreamFault.Unavailable, "no");

        off.Fetches.ShouldBe(2);
        off.Fresh(Almas).ShouldBeNull();
        await Should.ThrowAsync<UpstreamException>(() => off.Get(Almas));
    }
}
