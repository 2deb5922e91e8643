using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.Cache;

/// <summary>Runs alone, because a metrics listener of another test would allocate too.</summary>
[Collection(nameof(SequentialTests))]
public sealed class ResponseCacheCostTests
{
    [Fact]
    public async Task A_hit_allocates_nothing()
    {
        await using var cache = new CacheUnderTest();
        var key = CacheUnderTest.Key(Guid.NewGuid());
        await cache.Get(key);
        for (var i = 0; i < 1_000; i++)
            cache.Cache.TryGetFresh(key, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            cache.Cache.TryGetFresh(key, out _);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
