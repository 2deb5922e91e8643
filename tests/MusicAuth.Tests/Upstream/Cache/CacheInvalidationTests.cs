using System.Text;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.Cache;

/// <summary>Invalidation, isolation between users, and eviction.</summary>
public sealed class CacheInvalidationTests : IAsyncLifetime
{
    private readonly CacheUnderTest _cache = new();
    private readonly Guid _alma = Guid.NewGuid();
    private readonly Guid _dora = Guid.NewGuid();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _cache.DisposeAsync();

    [Fact]
    public async Task Invalidated_entries_are_not_returned_as_stale_and_other_entries_stay()
    {
        await _cache.Get(CacheUnderTest.Key(_alma));
        await _cache.Get(CacheUnderTest.Key(_dora));
        _cache.Providers = ["deezer"];
        await _cache.Get(CacheUnderTest.Key(_alma, "/deezer"));

        await _cache.Cache.InvalidateAsync(_alma, "spotify", default);

        _cache.Fresh(CacheUnderTest.Key(_alma)).ShouldBeNull();
        _cache.Fresh(CacheUnderTest.Key(_dora)).ShouldNotBeNull();
        _cache.Fresh(CacheUnderTest.Key(_alma, "/deezer")).ShouldNotBeNull();
        _cache.BeforeResponse = () => throw new UpstreamException("spotify", UpstreamFault.Unavailable, "no");
        await Should.ThrowAsync<UpstreamException>(() => _cache.Get(CacheUnderTest.Key(_alma)));

        await _cache.Cache.InvalidateAsync(_alma, null, default);
        _cache.Fresh(CacheUnderTest.Key(_alma, "/deezer")).ShouldBeNull();
    }

    [Fact]
    public async Task A_fetch_from_before_an_invalidation_is_neither_stored_nor_joined()
    {
        var gate = new TaskCompletionSource();
        _cache.BeforeResponse = () => gate.Task;
        var before = _cache.Get(CacheUnderTest.Key(_alma));
        await Eventually.IsTrueAsync(() => _cache.Fetches == 1);

        await _cache.Cache.InvalidateAsync(_alma, "spotify", default);
        _cache.BeforeResponse = () => Task.CompletedTask;
        var after = await _cache.Get(CacheUnderTest.Key(_alma));
        gate.SetResult();

        CacheUnderTest.Text(after.Response).ShouldEndWith(" 2");
        CacheUnderTest.Text((await before).Response).ShouldEndWith(" 1");
        _cache.Fresh(CacheUnderTest.Key(_alma))!.ShouldEndWith(" 2");
    }

    [Fact]
    public async Task Two_hundred_concurrent_callers_get_only_their_own_responses()
    {
        var users = Enumerable.Range(0, 20).Select(_ => Guid.NewGuid()).ToArray();
        string[] audiences = ["*", "spotify", "deezer"];
        _cache.BeforeResponse = () => Task.Delay(Random.Shared.Next(3));

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            for (var round = 0; round < 20; round++)
            {
                var key = CacheUnderTest.Key(
                    users[(i + round) % users.Length], $"/me/playlists?limit={round % 3}",
                    audiences[(i * 7 + round) % audiences.Length]);
                var ask = i % 10 == 0 ? CacheMode.NoCache : CacheMode.Default;
                var answer = _cache.Cache.TryGetFresh(key, out var fresh) && ask is CacheMode.Default
                    ? fresh.Response
                    : (await _cache.Get(key, ask)).Response;
                CacheUnderTest.Text(answer).ShouldStartWith($"{key.UserId} {key.Audience} {key.Resource} ");
                if (i == 7)
                    await _cache.Cache.InvalidateAsync(key.UserId, round % 2 == 0 ? "spotify" : null, default);
            }
        })));
    }

    [Fact]
    public async Task Memory_is_bounded_and_evicted_entries_are_fetched_again()
    {
        await using var small = new CacheUnderTest(megabytes: 1);
        small.MinBodyBytes = 20_000;
        var keys = Enumerable.Range(0, 2_000).Select(i => CacheUnderTest.Key(_alma, $"/{i}")).ToArray();
        foreach (var chunk in keys.Chunk(20))
            await Task.WhenAll(chunk.Select(key => small.Get(key)));

        // The index removes an evicted entry a moment later.
        await Eventually.IsTrueAsync(() => TotalBytes(small, keys) <= 1024 * 1024);
        TotalBytes(small, keys).ShouldBeGreaterThan(256 * 1024, "the cache must not be empty");
        CacheUnderTest.Text((await small.Get(keys[0])).Response).ShouldContain("/0 ");
    }

    [Theory]
    [InlineData("resource")]
    [InlineData("audience")]
    public async Task Keys_count_in_the_bound_of_the_cache(string part)
    {
        await using var small = new CacheUnderTest(megabytes: 1);
        var long8K = new string('x', 8_000);
        var keys = Enumerable.Range(0, 1_000).Select(i => part == "resource"
            ? CacheUnderTest.Key(_alma, $"/{i}?{long8K}")
            : CacheUnderTest.Key(_alma, $"/{i}", audience: $"{i}{long8K}")).ToArray();
        foreach (var chunk in keys.Chunk(20))
            await Task.WhenAll(chunk.Select(key => small.Get(key)));

        // Each body takes 8 KB; the key of 16 KB is the larger part.
        await Eventually.IsTrueAsync(() => Entries(small, keys) * 24_000 <= 1024 * 1024);
        Entries(small, keys).ShouldBeGreaterThan(5, "the cache must not be empty");
    }

    private static int Entries(CacheUnderTest cache, CacheKey[] keys) =>
        keys.Count(key => cache.Cache.Peek(key) is not null);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_entry_from_after_an_invalidation_survives_a_late_eviction_callback(bool isTheSame)
    {
        _cache.FixedBody = isTheSame ? new byte[100] : null;
        var keys = Enumerable.Range(0, 200).Select(_ => CacheUnderTest.Key(Guid.NewGuid())).ToArray();
        foreach (var key in keys)
        {
            await _cache.Get(key, CacheMode.NoCache);
            await _cache.Cache.InvalidateAsync(key.UserId, null, default);
            await _cache.Get(key, CacheMode.NoCache);
        }

        await Eventually.IsTrueAsync(() => _cache.Evictions == keys.Length);

        keys.Count(key => _cache.Fresh(key) is null).ShouldBe(0);
    }

    [Fact]
    public void The_text_of_a_stored_response_does_not_contain_its_body() => new StoredResponse
    {
        Body = Encoding.UTF8.GetBytes("private"),
        ContentType = "text/plain",
        FetchedAt = DateTimeOffset.UnixEpoch,
    }.ToString().ShouldBe("200, 7 bytes");

    private static long TotalBytes(CacheUnderTest cache, CacheKey[] keys) => keys.Sum(key =>
        cache.Cache.TryGetFresh(key, out var fresh) ? fresh.Response.Body.Length : 0);
}
