using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Events;
using ZiggyCreatures.Caching.Fusion.Serialization.SystemTextJson;

namespace MusicAuth.Upstream.Cache;

/// <summary>The store of several replicas: memory, and Redis as its second level.</summary>
internal sealed class SharedCacheStore : CacheStore
{
    private const string TagPrefix = "of:";
    private const string AllProviders = "*";
    private const long TagSize = 256;

    private static readonly TimeSpan RedisTimeout = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan InvalidationTimeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CircuitBreakerDuration = TimeSpan.FromSeconds(2);

    private readonly MemoryCache _memory;
    private readonly FusionCache _fusion;
    private readonly RedisCacheLevel _redis;

    public SharedCacheStore(IOptions<UpstreamOptions> options, RedisCacheLevel redis)
    {
        _memory = CreateMemory(options.Value);
        _fusion = new FusionCache(Options.Create(CreateOptions()), _memory);
        _fusion.Events.Memory.Eviction += OnEviction;
        _fusion.Events.Backplane.MessageReceived += OnMessage;
        _fusion.SetupDistributedCache(redis.Cache, new FusionCacheSystemTextJsonSerializer());
        _fusion.SetupBackplane(redis.Backplane);
        _redis = redis;
    }

    public override bool IsShared => true;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _redis.BeginConnect();
        return Task.CompletedTask;
    }

    internal override void Put(CacheEntry entry) =>
        _fusion.Set(HashOf(entry.Key), entry, options => options.SetSize(entry.Size), TagsOf(entry));

    internal override async ValueTask<CacheEntry?> FindAsync(CacheKey key) =>
        await _fusion.GetOrDefaultAsync<CacheEntry>(HashOf(key));

    internal override void RemoveLocal(CacheEntry entry) => _fusion.Remove(
        HashOf(entry.Key),
        options => options.SetSkipDistributedCache(skip: true, skipBackplaneNotifications: true));

    // FusionCache completes a late invalidation in the background.
    internal override async Task InvalidateSharedAsync(
        Guid userId, string? provider, CancellationToken cancellationToken) =>
        await _fusion.RemoveByTagAsync(TagOf(userId, provider), token: CancellationToken.None).AsTask()
            .WaitAsync(InvalidationTimeout, TimeProvider.System, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _fusion.Dispose();
        _memory.Dispose();
        _redis.Dispose();
    }

    // Redis must not reveal which resources a user reads.
    private static string HashOf(in CacheKey key)
    {
        var text = Encoding.UTF8.GetBytes($"{key.UserId:N}\n{key.Audience}\n{key.Resource}");
        return Convert.ToHexStringLower(SHA256.HashData(text));
    }

    private static string TagOf(Guid userId, string? provider) =>
        $"{TagPrefix}{userId:N}:{provider ?? AllProviders}";

    private static IEnumerable<string> TagsOf(CacheEntry entry) =>
        entry.Answer.Providers.Append(null).Select(provider => TagOf(entry.Key.UserId, provider));

    private static FusionCacheOptions CreateOptions()
    {
        var options = new FusionCacheOptions
        {
            CacheName = "musicauth",
            DistributedCacheCircuitBreakerDuration = CircuitBreakerDuration,
            BackplaneCircuitBreakerDuration = CircuitBreakerDuration,
            DefaultEntryOptions = new FusionCacheEntryOptions(MaxAge)
            {
                Size = 1,
                DistributedCacheHardTimeout = RedisTimeout,
                AllowBackgroundDistributedCacheOperations = true,
                AllowBackgroundBackplaneOperations = true,
                ReThrowDistributedCacheExceptions = false,
                ReThrowSerializationExceptions = false,
            },
        };
        var tags = options.TagsDefaultEntryOptions;
        tags.Size = TagSize;
        tags.Priority = CacheItemPriority.NeverRemove;
        tags.Duration = MaxAge * 2;
        tags.DistributedCacheHardTimeout = RedisTimeout;
        tags.AllowBackgroundDistributedCacheOperations = false;
        return options;
    }

    private void OnEviction(object? sender, FusionCacheEntryEvictionEventArgs evicted)
    {
        if (evicted.Value is CacheEntry entry)
            Evicted(entry);
    }

    // Another replica has removed the entries of a tag.
    private void OnMessage(object? sender, FusionCacheBackplaneMessageEventArgs received)
    {
        var key = received.Message.CacheKey ?? "";
        var start = key.IndexOf(TagPrefix, StringComparison.Ordinal);
        if (start >= 0 && key[(start + TagPrefix.Length)..].Split(':') is [var user, var provider]
            && Guid.TryParseExact(user, "N", out var userId))
            InvalidatedElsewhere(userId, provider == AllProviders ? null : provider);
    }
}
