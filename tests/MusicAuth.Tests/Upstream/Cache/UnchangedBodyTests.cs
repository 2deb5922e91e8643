using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.Cache;

/// <summary>If a fetched body is unchanged, its entry keeps the bytes of the stored body.</summary>
public sealed class UnchangedBodyTests
{
    private const int Large = 100 * 1024;

    private static readonly CacheKey Key = CacheUnderTest.Key(Guid.NewGuid());

    [Fact]
    public async Task An_unchanged_body_makes_the_entry_fresh_again()
    {
        await using var cache = new CacheUnderTest { FixedBody = new byte[Large] };
        await cache.Get(Key);
        cache.Clock.Advance(TimeSpan.FromSeconds(40));

        await cache.Get(Key, CacheMode.NoCache);
        cache.Clock.Advance(TimeSpan.FromSeconds(40));

        (await cache.Get(Key)).IsHit.ShouldBeTrue();
        cache.Fetches.ShouldBe(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task An_unchanged_body_can_be_evicted_and_stored_again(int times)
    {
        await using var cache = new CacheUnderTest(megabytes: 1) { FixedBody = new byte[Large] };
        for (var i = 0; i < times; i++)
            await cache.Get(Key, CacheMode.NoCache);
        var same = cache.FixedBody;
        (cache.FixedBody, cache.MinBodyBytes) = (null, Large);

        await Eventually.IsTrueAsync(async () =>
        {
            await cache.Get(CacheUnderTest.Key(Guid.NewGuid()));
            return cache.Fresh(Key) is null;
        });

        // The eviction of the other entries can go on for a moment.
        cache.FixedBody = same;
        await Eventually.IsTrueAsync(async () =>
        {
            await cache.Get(Key);
            return cache.Fresh(Key) is not null;
        });
    }

    [Fact]
    public async Task An_entry_that_is_renewed_with_the_same_body_is_evicted_after_entries_that_are_not_renewed()
    {
        await using var cache = new CacheUnderTest(megabytes: 1) { FixedBody = new byte[Large] };
        var same = cache.FixedBody;
        await cache.Get(Key);
        (cache.FixedBody, cache.MinBodyBytes) = (null, Large);
        var others = Enumerable.Range(0, 6).Select(_ => CacheUnderTest.Key(Guid.NewGuid())).ToArray();
        foreach (var other in others)
            await cache.Get(other);
        cache.FixedBody = same;
        await cache.Get(Key, CacheMode.NoCache);
        cache.FixedBody = null;

        await Eventually.IsTrueAsync(async () =>
        {
            await cache.Get(CacheUnderTest.Key(Guid.NewGuid()));
            return cache.Fresh(others[0]) is null;
        });

        cache.Fresh(Key).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_entry_with_an_unchanged_body_is_invalidated_like_any_other()
    {
        await using var cache = new CacheUnderTest { FixedBody = new byte[Large] };
        for (var i = 0; i < 3; i++)
            await cache.Get(Key, CacheMode.NoCache);

        await cache.Cache.InvalidateAsync(Key.UserId, "spotify", CancellationToken.None);
        cache.Fresh(Key).ShouldBeNull();
        await cache.Get(Key);

        cache.Fetches.ShouldBe(4);
        cache.Fresh(Key).ShouldNotBeNull();
    }
}
