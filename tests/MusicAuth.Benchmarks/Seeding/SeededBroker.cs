using System.Net;

namespace MusicAuth.Benchmarks.Seeding;

/// <summary>A broker with a grant, a key and a cached response for each user.</summary>
internal sealed class SeededBroker : IAsyncDisposable
{
    private const int Batch = 1_000;

    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    private readonly DirectoryInfo _data;
    private readonly string[] _keys;

    private SeededBroker(ServerProcess broker, DirectoryInfo data, string[] keys) =>
        (Broker, _data, _keys) = (broker, data, keys);

    public ServerProcess Broker { get; }

    public static async Task<SeededBroker> StartAsync(string published, ServerProcess upstream, int users)
    {
        var grants = await SeededGrants.StartAsync(users, Life);
        var keys = new List<string>(users);
        foreach (var batch in grants.Users.Chunk(Batch)) keys.AddRange(await SeededApiKeys.SeedAsync(grants, batch));
        var data = await grants.StopAndKeepDataAsync();
        var broker = ServerProcess.Broker(
            published, data.FullName, upstream.Address,
            ("Spotify__ClientId", StubTokenEndpoint.App),
            // All keys come from one address, and each counts as anonymous until MusicAuth has read it once.
            ("Access__AnonymousRequestsPerMinute", "0"),
            ("Spotify__ApiBaseUrl", $"{upstream.Address}spotify/v1"),
            // The benchmark measures many entries, not their eviction.
            ("Upstream__CacheMegabytes", "1024"),
            ("Library__CacheSeconds", "3600"));
        var seeded = new SeededBroker(broker, data, [.. keys]);
        try
        {
            await broker.WaitUntilOkAsync("/health/ready");
            await seeded.RequestOnceAsEveryUserAsync();
            return seeded;
        }
        catch
        {
            await seeded.DisposeAsync();
            throw;
        }
    }

    public BenchmarkTarget NewTarget() => new(
        $"{_keys.Length:#,0}", Broker, "/spotify/v1/me/tracks", $"Authorization: Bearer {_keys[_keys.Length / 2]}");

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        _data.Delete(recursive: true);
    }

    // Fills the cache with one response per user.
    private async Task RequestOnceAsEveryUserAsync()
    {
        using var client = new PlainClient(Broker.Address);
        await Parallel.ForEachAsync(
            _keys, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (key, stop) =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/spotify/v1/me/short");
                request.Headers.Authorization = new("Bearer", key);
                using var response = await client.SendAsync(request, stop);
                if (response.StatusCode != HttpStatusCode.OK)
                    throw new InvalidOperationException($"A user got the status {(int)response.StatusCode}.");
            });
    }
}
