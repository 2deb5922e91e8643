using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MusicAuth.Tests.Upstream.Cache;

/// <summary>A cache with a fake clock and a counting fetch.</summary>
public sealed class CacheUnderTest : IAsyncDisposable
{
    private readonly IHost _host;
    private int _fetches;
    private int _evictions;

    public CacheUnderTest(
        int seconds = 60, int megabytes = 64, Action<IServiceCollection>? more = null, FakeTimeProvider? clock = null,
        string? redis = null)
    {
        Clock = clock ?? new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Upstream:CacheMegabytes"] = $"{megabytes}",
            ["Redis:ConnectionString"] = redis,
        });
        builder.Logging.AddFakeLogging();
        builder.Services.AddSingleton<TimeProvider>(Clock).AddUpstreamCalls();
        builder.Services.Configure<CacheOptions>(cache => cache.Freshness = TimeSpan.FromSeconds(seconds));
        more?.Invoke(builder.Services);
        _host = builder.Build();
        Cache = _host.Services.GetRequiredService<ResponseCache>();
        var store = _host.Services.GetRequiredService<CacheStore>();
        var evicted = store.Evicted;
        store.Evicted = entry =>
        {
            evicted(entry);
            Interlocked.Increment(ref _evictions);
        };
    }

    public IEnumerable<string> Log =>
        _host.Services.GetFakeLogCollector().GetSnapshot().Select(record => $"{record.Level}: {record.Message}");

    public FakeTimeProvider Clock { get; }

    public ResponseCache Cache { get; }

    /// <summary>The number of fetches.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    /// <summary>The number of eviction callbacks that have ended.</summary>
    public int Evictions => Volatile.Read(ref _evictions);

    /// <summary>Runs before each response; throws for a fault.</summary>
    public Func<Task> BeforeResponse { get; set; } = () => Task.CompletedTask;

    public string[] Providers { get; set; } = ["spotify"];

    public int MinBodyBytes { get; set; }

    /// <summary>The body of every response; null for a new body each time.</summary>
    public byte[]? FixedBody { get; set; }

    public static CacheKey Key(Guid user, string resource = "/me/playlists", string audience = "*") =>
        new(user, audience, resource);

    public Task<CacheResult> Get(CacheKey key, CacheMode ask = CacheMode.Default, CancellationToken stop = default) =>
        Cache.GetOrFetchAsync(key, ask, _ => FetchAsync(key), stop);

    /// <summary>The body as text: user, audience, resource and number of the fetch.</summary>
    public static string Text(StoredResponse answer) => Encoding.UTF8.GetString(answer.Body).TrimEnd();

    public string? Fresh(CacheKey key) => Cache.TryGetFresh(key, out var fresh) ? Text(fresh.Response) : null;

    /// <summary>Starts the hosted services.</summary>
    public Task StartAsync() => _host.StartAsync();

    public ValueTask DisposeAsync() => ((IAsyncDisposable)_host).DisposeAsync();

    private async Task<StoredResponse> FetchAsync(CacheKey key)
    {
        var number = Interlocked.Increment(ref _fetches);
        await BeforeResponse();
        return new StoredResponse
        {
            Body = FixedBody ?? Encoding.UTF8.GetBytes(
                $"{key.UserId} {key.Audience} {key.Resource} {number}".PadRight(MinBodyBytes)),
            ContentType = "text/plain",
            FetchedAt = Clock.GetUtcNow(),
            Providers = Providers,
        };
    }
}
