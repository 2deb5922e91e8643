using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Backplane.StackExchangeRedis;
using ZiggyCreatures.Caching.Fusion.Serialization;

namespace MusicAuth.Upstream.Cache;

/// <summary>The second level of the cache. Without it everything goes on in memory.</summary>
internal sealed partial class RedisCacheLevel : IDisposable
{
    private const string Prefix = "musicauth:";
    private const int ConnectMilliseconds = 1_000;
    private const int CommandMilliseconds = 500;

    private readonly ILogger<RedisCacheLevel> _logger;
    private readonly Lazy<Task<IConnectionMultiplexer>> _connection;
    private readonly RedisCache _cache;
    private readonly EncryptedDistributedCache _sealed;
    private readonly RedisBackplane _backplane;
    private int _isAway;

    public RedisCacheLevel(IOptions<RedisOptions> options, IDataProtectionProvider protection, ILogger<RedisCacheLevel> logger)
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
        _sealed = new EncryptedDistributedCache(_cache, protection);
        _backplane = new RedisBackplane(new RedisBackplaneOptions
        {
            ConnectionMultiplexerFactory = () => _connection.Value,
        });
    }

    public void Attach(FusionCache fusion)
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
