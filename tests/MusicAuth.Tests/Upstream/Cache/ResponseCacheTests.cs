using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.Cache;

public sealed class ResponseCacheTests : IAsyncLifetime
{
    private readonly CacheUnderTest _cache = new();
    private readonly Guid _alma = Guid.NewGuid();

    private CacheKey Almas => CacheUnderTest.Key(_alma);

    public static TheoryData<Exception> TransientFailures =>
    [
        new UpstreamException("spotify", UpstreamFault.Unavailable, "no"),
        new UpstreamException("spotify", UpstreamFault.RateLimited, "no"),
        new UpstreamException("spotify", UpstreamFault.AppUnhealthy, "no"),
        new UpstreamException("spotify", UpstreamFault.InvalidAnswer, "no"),
        new ProblemException(ProblemCode.StorageUnavailable, "no"),
        new ProblemException(ProblemCode.ProviderRateLimited, "no"),
    ];

    public static TheoryData<Exception> FinalFailures =>
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
    public async Task A_fresh_response_is_served_without_a_call()
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
    public async Task An_old_response_is_fetched_again()
    {
        await _cache.Get(Almas);
        _cache.Clock.Advance(TimeSpan.FromSeconds(60));

        _cache.Fresh(Almas).ShouldBeNull();
        var second = await _cache.Get(Almas);

        (second.IsHit, second.StaleCause, second.Age).ShouldBe((false, null, TimeSpan.Zero));
        _cache.Fetches.ShouldBe(2);
    }

    [Fact]
    public async Task In_the_last_fifth_of_its_freshness_one_caller_renews_an_entry_and_no_caller_waits()
    {
        await _cache.Get(Almas);
        _cache.Clock.Advance(TimeSpan.FromSeconds(50));
        var gate = new TaskCompletionSource();
        _cache.BeforeResponse = () => gate.Task;

        _cache.Fresh(Almas).ShouldBeNull("one caller must renew the entry");
        _cache.Fresh(Almas).ShouldNotBeNull();
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _cache.Get(Almas)));

        results.ShouldAllBe(result => result.IsHit && result.StaleCause == null);
        await Eventually.IsTrueAsync(() => _cache.Fetches == 2);
        gate.SetResult();
        await Eventually.IsTrueAsync(() => _cache.Fresh(Almas)?.EndsWith(" 2") == true);
        _cache.Fetches.ShouldBe(2);
    }

    [Fact]
    public async Task A_part_of_a_page_is_renewed_before_it_is_used()
    {
        await _cache.Get(Almas);
        (await _cache.Get(Almas, CacheMode.Renew)).IsHit.ShouldBeTrue();
        _cache.Clock.Advance(TimeSpan.FromSeconds(50));

        var renewed = await _cache.Get(Almas, CacheMode.Renew);

        (renewed.Age, _cache.Fetches).ShouldBe((TimeSpan.Zero, 2));
    }

    [Fact]
    public async Task A_part_stays_fresh_if_its_renewal_fails()
    {
        await _cache.Get(Almas);
        _cache.Clock.Advance(TimeSpan.FromSeconds(50));
        _cache.BeforeResponse = () => throw new UpstreamException("spotify", UpstreamFault.Unavailable, "no");

        var part = await _cache.Get(Almas, CacheMode.Renew);

        (part.StaleCause, part.Age).ShouldBe((null, TimeSpan.FromSeconds(50)));
    }

    [Theory]
    [MemberData(nameof(TransientFailures), DisableDiscoveryEnumeration = true)]
    public async Task While_the_provider_fails_a_stale_response_is_returned_for_a_day_with_the_cause(Exception failure)
    {
        await _cache.Get(Almas);
        _cache.BeforeResponse = () => throw failure;
        _cache.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));

        var stale = await _cache.Get(Almas);

        stale.StaleCause.ShouldBe(failure);
        stale.Age.ShouldBe(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        _cache.Clock.Advance(TimeSpan.FromSeconds(1));
        (await Should.ThrowAsync<Exception>(() => _cache.Get(Almas))).ShouldBe(failure);
    }

    [Theory]
    [MemberData(nameof(FinalFailures), DisableDiscoveryEnumeration = true)]
    public async Task A_stale_response_never_covers_a_final_refusal(Exception failure)
    {
        await _cache.Get(Almas);
        _cache.BeforeResponse = () => throw failure;
        _cache.Clock.Advance(TimeSpan.FromSeconds(61));

        (await Should.ThrowAsync<Exception>(() => _cache.Get(Almas))).ShouldBe(failure);
    }

    [Fact]
    public async Task A_caller_waits_one_second_for_a_slow_provider_and_the_late_response_is_stored()
    {
        await _cache.Get(Almas);
        _cache.Clock.Advance(TimeSpan.FromSeconds(61));
        var gate = new TaskCompletionSource();
        _cache.BeforeResponse = () => gate.Task;

        // The call returns when it begins to wait.
        var waiting = _cache.Get(Almas);
        await Eventually.IsTrueAsync(() => _cache.Fetches == 2);
        waiting.IsCompleted.ShouldBeFalse();
        _cache.Clock.Advance(TimeSpan.FromSeconds(1));

        (await waiting).StaleCause.ShouldBeOfType<UpstreamException>().Provider.ShouldBe("spotify");
        (await _cache.Get(Almas)).StaleCause.ShouldNotBeNull("a later caller does not wait");
        gate.SetResult();
        await Eventually.IsTrueAsync(() => _cache.Fresh(Almas)?.EndsWith(" 2") == true);
        _cache.Fetches.ShouldBe(2);
    }

    [Fact]
    public async Task No_cache_calls_the_provider_and_refreshes_the_entry()
    {
        await _cache.Get(Almas);
        var fetched = await _cache.Get(Almas, CacheMode.NoCache);
        _cache.Fresh(Almas)!.ShouldEndWith(" 2");
        _cache.BeforeResponse = () => throw new UpstreamException("spotify", UpstreamFault.Unavailable, "no");

        fetched.IsHit.ShouldBeFalse();
        await Should.ThrowAsync<UpstreamException>(() => _cache.Get(Almas, CacheMode.NoCache));
        _cache.Fresh(Almas)!.ShouldEndWith(" 2");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(500)]
    [InlineData(10_000)]
    public async Task Concurrent_callers_share_one_call(int callers)
    {
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cache.BeforeResponse = () => all.Task;
        var started = 0;

        var results = await Task.WhenAll(
            Enumerable.Range(0, callers).Select(_ => Task.Run(() =>
            {
                var response = _cache.Get(Almas);
                if (Interlocked.Increment(ref started) == callers) all.SetResult();
                return response;
            })));

        results.Select(result => result.Response).Distinct().Count().ShouldBe(1);
        _cache.Fetches.ShouldBe(1);
    }

    [Fact]
    public async Task A_cancelled_caller_does_not_cancel_the_shared_fetch()
    {
        var gate = new TaskCompletionSource();
        _cache.BeforeResponse = () => gate.Task;
        using var cancellation = new CancellationTokenSource();
        var cancelled = _cache.Get(Almas, stop: cancellation.Token);
        var other = _cache.Get(Almas);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => cancelled);
        gate.SetResult();

        CacheUnderTest.Text((await other).Response).ShouldEndWith(" 1");
        _cache.Fetches.ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_is_not_stored()
    {
        _cache.BeforeResponse = () => throw new UpstreamException("spotify", UpstreamFault.Unavailable, "no");
        await Should.ThrowAsync<UpstreamException>(() => _cache.Get(Almas));
        _cache.BeforeResponse = () => Task.CompletedTask;

        (await _cache.Get(Almas)).StaleCause.ShouldBeNull();
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
