using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Backplane.StackExchangeRedis;
using ZiggyCreatures.Caching.Fusion.Serialization;

namespace MusicAuth.Upstream;

/// <summary>The second level of the cache. Without it everything goes on in memory.</summary>
internal sealed partial class CacheRedis : IDisposable
{
    private const string Prefix = "musicauth:";
    private const int ConnectMilliseconds = 1_000;
    private const int CommandMilliseconds = 500;

    private readonly ILogger<CacheRedis> _logger;
    private readonly Lazy<Task<IConnectionMultiplexer>> _connection;
    private readonly RedisCache _cache;
    private readonly SealedCache _sealed;
    private readonly RedisBackplane _backplane;
    private int _isAway;

    public CacheRedis(IOptions<RedisOptions> options, IDataProtectionProvider protection, ILogger<CacheRedis> logger)
    {
        _logger = logger;
        var redis = options.Value.Parse()!;
        redis.AbortOnConnectFail = false;
        redis.ConnectTimeout = ConnectMilliseconds;
        redis.AsyncTimeout = redis.SyncTimeout = CommandMilliseconds;
        redis.ConnectRetry = 1;
        // Who asks while it is away is told so at once.
        redis.BacklogPolicy = BacklogPolicy.FailFast;
        _connection = new(() => ConnectAsync(redis));
        _cache = new RedisCache(new RedisCacheOptions
        {
            InstanceName = Prefix,
            ConnectionMultiplexerFactory = () => _connection.Value,
        });
        _sealed = new SealedCache(_cache, protection);
        _backplane = new RedisBackplane(new RedisBackplaneOptions
        {
            ConnectionMultiplexerFactory = () => _connection.Value,
        });
    }

    public void Join(FusionCache fusion)
    {
        fusion.SetupDistributedCache(_sealed, new Json());
        fusion.SetupBackplane(_backplane);
    }

    /// <summary>Begins to, and waits for nothing.</summary>
    public void Connect() => _ = _connection.Value;

    public void Dispose()
    {
        _cache.Dispose();
        if (_connection.IsValueCreated && _connection.Value.IsCompletedSuccessfully)
            _connection.Value.GetAwaiter().GetResult().Dispose();
    }

    private async Task<IConnectionMultiplexer> ConnectAsync(ConfigurationOptions redis)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(redis);
        connection.ConnectionFailed += (_, _) => TellAway();
        connection.ConnectionRestored += (_, _) => TellBack();
        if (!connection.IsConnected)
            TellAway();
        return connection;
    }

    private void TellAway()
    {
        if (Interlocked.Exchange(ref _isAway, 1) == 0)
            Log.Away(_logger);
    }

    private void TellBack()
    {
        if (Interlocked.Exchange(ref _isAway, 0) == 1)
            Log.Back(_logger);
    }

    private sealed class Json : IFusionCacheSerializer
    {
        public byte[] Serialize<T>(T? obj) => JsonSerializer.SerializeToUtf8Bytes(obj);

        public T? Deserialize<T>(byte[] data) => JsonSerializer.Deserialize<T>(data);

        public ValueTask<byte[]> SerializeAsync<T>(T? obj, CancellationToken token = default) => new(Serialize(obj));

        public ValueTask<T?> DeserializeAsync<T>(byte[] data, CancellationToken token = default) =>
            new(Deserialize<T>(data));
    }

    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Warning,
            "Redis cannot be reached: answers are kept in memory alone, and each replica drops its own")]
        public static partial void Away(ILogger logger);

        [LoggerMessage(21, LogLevel.Information, "Redis is back")]
        public static partial void Back(ILogger logger);
    }
}

/// <summary>Redis never holds anything that it, or whoever else can read it, could read or move.</summary>
internal sealed class SealedCache(IDistributedCache inner, IDataProtectionProvider protection) : IDistributedCache
{
    private const string Purpose = "MusicAuth.Upstream.ResponseCache";

    // Its client looks at time-outs once a second only. A failure of ours lets the cache pause at once.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    public byte[]? Get(string key) => Open(key, inner.Get(key));

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        Open(key, await inner.GetAsync(key, token).WaitAsync(Patience, TimeProvider.System, token));

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) =>
        inner.Set(key, Of(key).Protect(value), options);

    public Task SetAsync(
        string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        inner.SetAsync(key, Of(key).Protect(value), options, token).WaitAsync(Patience, TimeProvider.System, token);

    public void Refresh(string key) => inner.Refresh(key);

    public Task RefreshAsync(string key, CancellationToken token = default) => inner.RefreshAsync(key, token);

    public void Remove(string key) => inner.Remove(key);

    public Task RemoveAsync(string key, CancellationToken token = default) =>
        inner.RemoveAsync(key, token).WaitAsync(Patience, TimeProvider.System, token);

    private byte[]? Open(string key, byte[]? value)
    {
        try
        {
            return value is null ? null : Of(key).Unprotect(value);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // The key is made of the user and all that is asked for: a value that was moved does not open.
    private IDataProtector Of(string key) => protection.CreateProtector(Purpose, key);
}
