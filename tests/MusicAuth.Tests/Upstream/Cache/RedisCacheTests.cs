using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using StackExchange.Redis;
using Xunit;

namespace MusicAuth.Tests.Upstream.Cache;

/// <summary>Two replicas that share a real Redis.</summary>
public sealed class RedisCacheTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly EphemeralDataProtectionProvider _ring = new();
    private readonly List<CacheUnderTest> _replicas = [];
    private readonly CacheKey _key = CacheUnderTest.Key(Guid.NewGuid(), "/me/playlists?limit=17");
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartedAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
            await replica.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_response_that_one_replica_fetched_is_used_by_the_other()
    {
        var (one, other) = (await ReplicaAsync(), await ReplicaAsync());
        await StoreInRedisAsync(one);

        var shared = await other.Get(_key);

        CacheUnderTest.Text(shared.Response).ShouldStartWith($"{_key.UserId} * /me/playlists?limit=17 ");
        (shared.IsHit, other.Fetches).ShouldBe((true, 0));
        other.Fresh(_key).ShouldNotBeNull("the memory of the replica has the response now");
    }

    [Fact]
    public async Task Redis_contains_no_readable_data()
    {
        await StoreInRedisAsync(await ReplicaAsync());

        var everything = await BytesAsync();

        everything.Length.ShouldBeGreaterThan(100);
        foreach (var word in (string[])["playlists", "limit=17", "text/plain", $"{_key.UserId} *", "spotify\""])
        {
            everything.ShouldNotContain(word);
            everything.ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(word))[..4]);
        }
    }

    [Fact]
    public async Task A_value_of_another_key_ring_or_another_key_is_ignored()
    {
        var one = await ReplicaAsync();
        await StoreInRedisAsync(one);
        await using var redis = await ConnectAsync();
        var db = redis.GetDatabase();
        var almas = Keys(redis).ShouldHaveSingleItem();
        var value = await db.HashGetAllAsync(almas);
        var stranger = await ReplicaAsync(new EphemeralDataProtectionProvider());
        await stranger.Get(_key);
        stranger.Fetches.ShouldBe(1);

        var doras = CacheUnderTest.Key(Guid.NewGuid(), "/me/playlists?limit=17");
        await one.Get(doras);
        // A write sets the lifetime of the value last. After that, it does not replace the moved value.
        await Eventually.IsTrueAsync(() => Keys(redis).Any(key => key != almas && db.KeyTimeToLive(key) is not null));
        await db.HashSetAsync(Keys(redis).Where(key => key != almas).ShouldHaveSingleItem(), value);
        var other = await ReplicaAsync();
        await other.Get(doras);
        other.Fetches.ShouldBe(1, "the value of another key cannot be decrypted");
    }

    [Fact]
    public async Task An_invalidation_on_one_replica_reaches_all_replicas()
    {
        var (one, other) = (await ReplicaAsync(), await ReplicaAsync());
        await StoreInRedisAsync(one);
        await other.Get(_key);
        other.Fresh(_key).ShouldNotBeNull();
        _clock.Advance(TimeSpan.FromSeconds(1));

        await one.Cache.InvalidateAsync(_key.UserId, "spotify", default);

        await Eventually.IsTrueAsync(() => other.Fresh(_key) is null);
        (await other.Get(_key)).IsHit.ShouldBeFalse();
        other.Fetches.ShouldBe(1);
        var third = await ReplicaAsync();
        await using var redis = await ConnectAsync();
        await ConnectedAsync(redis);
        (await third.Get(_key)).Age.ShouldBe(TimeSpan.Zero, "the invalidated entry must not be used");
        third.Cache.TryGetFresh(_key, out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("killed")]
    [InlineData("frozen")]
    public async Task While_Redis_is_down_the_memory_cache_responds_within_a_second(string how)
    {
        var one = await ReplicaAsync();
        await StoreInRedisAsync(one);
        await using var redis = await ConnectAsync();
        await (how == "killed" ? _redis.KillAsync() : _redis.FreezeAsync());

        // This connection does not have the cache's time limit: its command waits for a minute.
        var commandToFrozen = redis.GetDatabase().PingAsync();
        var favorites = CacheUnderTest.Key(_key.UserId, "/me/favorites");
        (await one.Get(favorites)).IsHit.ShouldBeFalse();
        one.Fresh(_key).ShouldNotBeNull();
        one.Fresh(favorites).ShouldNotBeNull();

        await one.Cache.InvalidateAsync(_key.UserId, null, default);
        if (how == "frozen") commandToFrozen.IsCompleted.ShouldBeFalse();
        one.Fresh(_key).ShouldBeNull();
        one.Fresh(favorites).ShouldBeNull();
        await redis.CloseAsync(allowCommandsToComplete: false);
    }

    [Fact]
    public async Task Redis_is_used_again_after_an_outage()
    {
        var one = await ReplicaAsync();
        await StoreInRedisAsync(one);
        await _redis.KillAsync();
        await Eventually.IsTrueAsync(() => one.Log.Any(line => line.StartsWith("Warning: Redis cannot be reached")));
        await _redis.StartAsync();
        await Eventually.IsTrueAsync(() => one.Log.Contains("Information: Redis can be reached again"));

        await using var redis = await ConnectAsync();
        for (var i = 0; Keys(redis).Length == 0 && i < 100; i++)
        {
            await one.Get(CacheUnderTest.Key(_key.UserId, $"/{i}"));
            await Task.Delay(100);
        }

        Keys(redis).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task While_Redis_is_down_the_broker_starts_and_logs_the_outage()
    {
        await _redis.KillAsync();
        var one = await ReplicaAsync();

        (await one.Get(_key)).IsHit.ShouldBeFalse();
        one.Fresh(_key).ShouldNotBeNull();
        await Eventually.IsTrueAsync(() => one.Log.Any(line => line.StartsWith("Warning: Redis cannot be reached")));
    }

    private async Task<CacheUnderTest> ReplicaAsync(IDataProtectionProvider? ring = null)
    {
        var replica = new CacheUnderTest(
            more: services => services.AddSingleton(ring ?? _ring), clock: _clock, redis: _redis.ConnectionString);
        _replicas.Add(replica);
        await replica.StartAsync();
        return replica;
    }

    private async Task StoreInRedisAsync(CacheUnderTest replica)
    {
        await using var redis = await ConnectAsync();
        await ConnectedAsync(redis);
        await replica.Get(_key);
        await Eventually.IsTrueAsync(() => Keys(redis).Length > 0);
    }

    // Each replica listens to the others as soon as it is connected.
    private async Task ConnectedAsync(ConnectionMultiplexer redis)
    {
        var server = redis.GetServers()[0];
        await Eventually.IsTrueAsync(() => server.SubscriptionChannels(RedisChannel.Pattern("musicauth*"))
            .Any(channel => server.SubscriptionSubscriberCount(channel) == _replicas.Count));
    }

    private async Task<ConnectionMultiplexer> ConnectAsync() =>
        await ConnectionMultiplexer.ConnectAsync(
            $"{_redis.ConnectionString},allowAdmin=true,asyncTimeout=60000");

    private static RedisKey[] Keys(ConnectionMultiplexer redis) => [.. redis.GetServers()[0].Keys()];

    private async Task<string> BytesAsync()
    {
        await using var redis = await ConnectAsync();
        var all = new StringBuilder();
        foreach (var key in Keys(redis))
        {
            all.Append(key);
            foreach (var field in await redis.GetDatabase().HashGetAllAsync(key))
                all.Append(field.Name).Append(Encoding.Latin1.GetString(field.Value!));
        }

        return all.ToString();
    }
}
