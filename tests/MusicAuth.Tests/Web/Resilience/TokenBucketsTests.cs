using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Resilience;

public sealed class TokenBucketsTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_key_gets_the_permits_of_a_minute_at_once_and_then_one_after_another()
    {
        var buckets = new TokenBuckets<string>(perMinute: 60, _clock);

        for (var i = 0; i < 60; i++)
            buckets.TryAcquire("alma").ShouldBeNull();
        buckets.TryAcquire("alma").ShouldBe(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        buckets.TryAcquire("alma").ShouldBeNull();
        buckets.TryAcquire("alma").ShouldNotBeNull();
    }

    [Fact]
    public void A_small_limit_is_refilled_once_a_minute()
    {
        var buckets = new TokenBuckets<string>(perMinute: 1, _clock);

        buckets.TryAcquire("alma").ShouldBeNull();
        buckets.TryAcquire("alma").ShouldBe(TimeSpan.FromMinutes(1));
        _clock.Advance(TimeSpan.FromSeconds(59));
        buckets.TryAcquire("alma").ShouldBe(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        buckets.TryAcquire("alma").ShouldBeNull();
    }

    [Fact]
    public void Each_key_has_its_own_bucket()
    {
        var buckets = new TokenBuckets<int>(perMinute: 1, _clock);

        buckets.TryAcquire(1).ShouldBeNull();
        buckets.TryAcquire(1).ShouldNotBeNull();
        buckets.TryAcquire(2).ShouldBeNull();
    }

    [Fact]
    public void An_hour_without_requests_saves_at_most_the_permits_of_a_minute()
    {
        var buckets = new TokenBuckets<int>(perMinute: 2, _clock);
        buckets.TryAcquire(1).ShouldBeNull();

        _clock.Advance(TimeSpan.FromHours(1));

        buckets.TryAcquire(1).ShouldBeNull();
        buckets.TryAcquire(1).ShouldBeNull();
        buckets.TryAcquire(1).ShouldNotBeNull();
    }

    [Fact]
    public void Full_buckets_are_removed_and_empty_buckets_are_not()
    {
        var buckets = new TokenBuckets<int>(perMinute: 2, _clock);
        for (var key = 0; key < 1_000; key++)
            buckets.TryAcquire(key);
        _clock.Advance(TimeSpan.FromMinutes(1));
        buckets.TryAcquire(0);
        buckets.TryAcquire(0);

        for (var key = 1_000; key < 1_100; key++)
            buckets.TryAcquire(key);

        buckets.Count.ShouldBeLessThan(200);
        buckets.TryAcquire(0).ShouldNotBeNull();
    }

    [Fact]
    public void Concurrent_callers_get_no_permit_twice()
    {
        var buckets = new TokenBuckets<int>(perMinute: 1_000, _clock);
        var granted = 0;

        Parallel.For(0, 4_000, _ =>
        {
            if (buckets.TryAcquire(1) is null)
                Interlocked.Increment(ref granted);
        });

        granted.ShouldBe(1_000);
    }
}
