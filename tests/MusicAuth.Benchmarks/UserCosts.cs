using System.Globalization;
using System.Net;

namespace MusicAuth.Benchmarks;

/// <summary>What one user's cached answer costs in a broker of few users, and in one of many.</summary>
/// <remarks>MUSICAUTH_BENCHMARK_USERS sets another number.</remarks>
internal static class UserCosts
{
    private const int Few = 10;
    private const int Rounds = 21;
    private const double Limit = 1.1;

    private static readonly int Many = int.Parse(
        Environment.GetEnvironmentVariable("MUSICAUTH_BENCHMARK_USERS") ?? "100000", CultureInfo.InvariantCulture);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    public static async Task MeasureAsync(string published, string peers, Bounds bounds)
    {
        await using var upstream = await ServerProcess.PeerAsync(peers, "upstream");
        await using var few = await FullHouse.StartAsync(published, upstream, Few);
        await using var many = await FullHouse.StartAsync(published, upstream, Many);
        Subject[] subjects = [few.NewSubject(), many.NewSubject()];
        using var calls = new PlainClient(upstream.Address);
        foreach (var subject in subjects)
        {
            subject.Check();
            await subject.WarmUpAsync(4 * Length);
        }

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var subject in round % 2 == 0 ? subjects : [.. subjects.Reverse()])
                await subject.MeasureAsync(Length, calls);
        }

        var table = new Table("users", "requests/s", "min–max", "CPU a request", "resident memory");
        foreach (var (subject, house) in subjects.Zip([few, many]))
        {
            table.Add(
                subject.Name, $"{subject.Rate:#,0}", Figures.Range(subject.Rates), $"{subject.Cost:0.0} µs",
                $"{Machine.Megabytes(house.Broker.Id, "VmRSS"):0} MB");
        }

        table.Print("One user's cached passthrough, all users' keys and one short answer of each in memory");
        bounds.AtMost(
            $"cached, CPU with {Many:#,0} users of that with {Few}", Limit, subjects[1].CostOf(subjects[0]));
    }
}

/// <summary>A broker whose users have been there: a grant, a key and something kept for each.</summary>
internal sealed class FullHouse : IAsyncDisposable
{
    private const int Batch = 1_000;

    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    private readonly DirectoryInfo _data;
    private readonly string[] _keys;

    private FullHouse(ServerProcess broker, DirectoryInfo data, string[] keys) =>
        (Broker, _data, _keys) = (broker, data, keys);

    public ServerProcess Broker { get; }

    public static async Task<FullHouse> StartAsync(string published, ServerProcess upstream, int users)
    {
        var custody = await Custody.StartAsync(users, Life);
        var keys = new List<string>(users);
        foreach (var some in custody.Users.Chunk(Batch)) keys.AddRange(await KeyRingOfApps.SeedAsync(custody, some));
        var data = await custody.LeaveAsync();
        var broker = ServerProcess.Broker(
            published, data.FullName, upstream.Address,
            ("Spotify__ClientId", InstantProvider.App),
            // A key counts as unknown until it has been read once, and all come from one address here.
            ("Access__AnonymousRequestsPerMinute", "0"),
            ("Spotify__ApiBaseUrl", $"{upstream.Address}spotify/v1"),
            // What is measured is many entries, and not what becomes of them.
            ("Upstream__CacheMegabytes", "1024"),
            ("Library__CacheSeconds", "3600"));
        var house = new FullHouse(broker, data, [.. keys]);
        try
        {
            await broker.AnswersAsync("/health/ready");
            await house.WelcomeAsync();
            return house;
        }
        catch
        {
            await house.DisposeAsync();
            throw;
        }
    }

    public Subject NewSubject() => new(
        $"{_keys.Length:#,0}", Broker, "/spotify/v1/me/tracks", $"Authorization: Bearer {_keys[_keys.Length / 2]}");

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        _data.Delete(recursive: true);
    }

    // Everybody has asked for something once.
    private async Task WelcomeAsync()
    {
        using var client = new PlainClient(Broker.Address);
        await Parallel.ForEachAsync(
            _keys, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (key, stop) =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/spotify/v1/me/short");
                request.Headers.Authorization = new("Bearer", key);
                using var answer = await client.SendAsync(request, stop);
                if (answer.StatusCode != HttpStatusCode.OK)
                    throw new InvalidOperationException($"A user was answered {(int)answer.StatusCode}.");
            });
    }
}
