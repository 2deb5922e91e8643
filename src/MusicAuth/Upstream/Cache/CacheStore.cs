using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Events;

namespace MusicAuth.Upstream.Cache;

/// <summary>Where answers lie: memory, bounded in bytes, and Redis behind it where there is one.</summary>
public sealed class CacheStore : IHostedService, IDisposable
{
    private const string TagOf = "of:";
    private const string Everything = "*";
    private const long TagSize = 256;
    private const double Compaction = 0.1;

    private static readonly TimeSpan RedisTimeout = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan DropTimeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RedisPause = TimeSpan.FromSeconds(2);

    private readonly MemoryCache _memory;
    private readonly FusionCache _fusion;
    private readonly RedisCacheLevel? _redis;
    private readonly long _limit;

    public CacheStore(IOptions<UpstreamOptions> upstream, IOptions<RedisOptions> redis, IServiceProvider services)
    {
        _limit = upstream.Value.CacheMegabytes * 1024L * 1024L;
        _memory = new MemoryCache(new MemoryCacheOptions { SizeLimit = _limit, CompactionPercentage = Compaction });
        IsShared = !string.IsNullOrWhiteSpace(redis.Value.ConnectionString);
        _fusion = new FusionCache(Options.Create(NewOptions(IsShared)), _memory);
        _fusion.Events.Memory.Eviction += TellEvicted;
        if (!IsShared)
            return;
        _redis = ActivatorUtilities.CreateInstance<RedisCacheLevel>(services);
        _fusion.Events.Backplane.MessageReceived += TellDropped;
        _redis.Attach(_fusion);
    }

    /// <summary>Whether other replicas may have put something here.</summary>
    public bool IsShared { get; }

    internal Action<CacheEntry> Evicted { get; set; } = static _ => { };

    internal Action<Guid, string?> InvalidatedElsewhere { get; set; } = static (_, _) => { };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _redis?.Connect();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _fusion.Dispose();
        _memory.Dispose();
        _redis?.Dispose();
    }

    internal void Put(CacheEntry entry) => _fusion.Set(
        NameOf(entry.Key), entry, options => options.SetSize(entry.Size), IsShared ? TagsOf(entry) : null);

    internal async ValueTask<CacheEntry?> FindAsync(CacheKey key) =>
        await _fusion.GetOrDefaultAsync<CacheEntry>(NameOf(key));

    internal void RemoveLocal(CacheEntry entry) =>
        _fusion.Remove(NameOf(entry.Key), options => options
            .SetSkipDistributedCache(skip: true, skipBackplaneNotifications: true));

    /// <summary>What Redis does not take in time is done when it does.</summary>
    internal async Task InvalidateSharedAsync(Guid userId, string? provider, CancellationToken cancellationToken) =>
        await _fusion.RemoveByTagAsync(TagFor(userId, provider), token: CancellationToken.None).AsTask()
            .WaitAsync(DropTimeout, TimeProvider.System, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    // Not even what is looked at can be read in Redis.
    private static string NameOf(in CacheKey key)
    {
        var text = Encoding.UTF8.GetBytes($"{key.UserId:N}\n{key.Audience}\n{key.Resource}");
        return Convert.ToHexStringLower(SHA256.HashData(text));
    }

    private static string TagFor(Guid userId, string? provider) => $"{TagOf}{userId:N}:{provider ?? Everything}";

    private static IEnumerable<string> TagsOf(CacheEntry entry) =>
        entry.Answer.Providers.Select(provider => TagFor(entry.Key.UserId, provider))
            .Append(TagFor(entry.Key.UserId, null));

    private static FusionCacheOptions NewOptions(bool isShared)
    {
        var options = new FusionCacheOptions
        {
            CacheName = "musicauth",
            DisableTagging = !isShared,
            DistributedCacheCircuitBreakerDuration = RedisPause,
            BackplaneCircuitBreakerDuration = RedisPause,
            DefaultEntryOptions = new FusionCacheEntryOptions(ResponseCache.MaxStaleAge)
            {
                Size = 1,
                DistributedCacheHardTimeout = RedisTimeout,
                AllowBackgroundDistributedCacheOperations = true,
                AllowBackgroundBackplaneOperations = true,
                ReThrowDistributedCacheExceptions = false,
                ReThrowSerializationExceptions = false,
            },
        };
        options.TagsDefaultEntryOptions.Size = TagSize;
        options.TagsDefaultEntryOptions.Priority = CacheItemPriority.NeverRemove;
        options.TagsDefaultEntryOptions.Duration = ResponseCache.MaxStaleAge * 2;
        options.TagsDefaultEntryOptions.DistributedCacheHardTimeout = RedisTimeout;
        options.TagsDefaultEntryOptions.AllowBackgroundDistributedCacheOperations = false;
        return options;
    }

    private void TellEvicted(object? sender, FusionCacheEntryEvictionEventArgs evicted)
    {
        if (evicted.Value is CacheEntry entry)
            Evicted(entry);
    }

    private void TellDropped(object? sender, FusionCacheBackplaneMessageEventArgs received)
    {
        var key = received.Message.CacheKey ?? "";
        var at = key.IndexOf(TagOf, StringComparison.Ordinal);
        if (at < 0 || key[(at + TagOf.Length)..].Split(':') is not [var user, var provider]
            || !Guid.TryParseExact(user, "N", out var userId))
            return;
        InvalidatedElsewhere(userId, provider == Everything ? null : provider);
    }
}
