using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion.Backplane;
using ZiggyCreatures.Caching.Fusion.Backplane.StackExchangeRedis;

namespace MusicAuth.Upstream.Cache;

/// <summary>The second cache level. While Redis is down, each replica works with its memory alone.</summary>
internal sealed partial class RedisCacheLevel : IDisposable
{
    private const string KeyPrefix = "musicauth:";
    private const int ConnectMilliseconds = 1_000;
    private const int CommandMilliseconds = 500;

    private readonly ILogger<RedisCacheLevel> _logger;
    private readonly Lazy<Task<IConnectionMultiplexer>> _connection;
    private readonly RedisCache _redis;
    private int _isDown;

    public RedisCacheLevel(
        IOptions<RedisOptions> options, IDataProtectionProvider protection, ILogger<RedisCacheLevel> logger)
    {
        _logger = logger;
        var settings = RedisConnectionString.Parse(options.Value.ConnectionString)!;
        settings.AbortOnConnectFail = false;
        settings.ConnectTimeout = ConnectMilliseconds;
        settings.AsyncTimeout = settings.SyncTimeout = CommandMilliseconds;
        settings.ConnectRetry = 1;
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        _connection = new(() => ConnectAsync(settings));
        _redis = new RedisCache(new RedisCacheOptions
        {
            InstanceName = KeyPrefix,
            ConnectionMultiplexerFactory = () => _connection.Value,
        });
        Cache = new EncryptedDistributedCache(_redis, protection);
        Backplane = new RedisBackplane(new RedisBackplaneOptions
        {
            ConnectionMultiplexerFactory = () => _connection.Value,
        });
    }

    public IDistributedCache Cache { get; }
    public IFusionCacheBackplane Backplane { get; }

    public void BeginConnect() => _ = _connection.Value;

    public void Dispose()
    {
        _redis.Dispose();
        if (_connection.IsValueCreated && _connection.Value.IsCompletedSuccessfully)
            _connection.Value.GetAwaiter().GetResult().Dispose();
    }

    private async Task<IConnectionMultiplexer> ConnectAsync(ConfigurationOptions settings)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(settings);
        connection.ConnectionFailed += (_, _) => SetDown();
        connection.ConnectionRestored += (_, _) => SetUp();
        if (!connection.IsConnected)
            SetDown();
        return connection;
    }

    private void SetDown()
    {
        if (Interlocked.Exchange(ref _isDown, 1) == 0)
            Log.Down(_logger);
    }

    private void SetUp()
    {
        if (Interlocked.Exchange(ref _isDown, 0) == 1)
            Log.Up(_logger);
    }

    private static partial class Log
    {
        [LoggerMessage(4020, LogLevel.Warning,
            "Redis cannot be reached: each replica caches responses in its own memory and invalidates only those")]
        public static partial void Down(ILogger logger);

        [LoggerMessage(4021, LogLevel.Information, "Redis can be reached again")]
        public static partial void Up(ILogger logger);
    }
}
