using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace MusicAuth.Benchmarks.Measurements;

/// <summary>Measures 10,000 concurrent callers of one expired token.</summary>
/// <remarks>MUSICAUTH_BENCHMARK_CALLERS sets another number.</remarks>
internal static class ConcurrentCallersBenchmark
{
    public static readonly int Callers = int.Parse(
        Environment.GetEnvironmentVariable(CallersVariable) ?? "10000", CultureInfo.InvariantCulture);

    private const string CallersVariable = "MUSICAUTH_BENCHMARK_CALLERS";
    private const string Path = "/me/playlists?provider=spotify&limit=1";
    private const string Joins = "musicauth_refresh_joins_total ";

    private static readonly TimeSpan Exchange = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(40);

    public static async Task MeasureAsync(string published)
    {
        await InProcessAsync();
        await OverHttpAsync(published);
    }

    /// <summary>Opens all connections before the first request.</summary>
    public static async Task<PlainClient[]> ConnectAllAsync(Uri broker, string header, string value)
    {
        var clients = Enumerable.Range(0, Callers).Select(_ => new PlainClient(broker)).ToArray();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 64 };
        await Parallel.ForEachAsync(clients, parallel, async (caller, stop) =>
        {
            caller.Timeout = TimeLimit;
            using var response = await caller.GetAsync("/health/live", stop);
            response.EnsureSuccessStatusCode();
            caller.DefaultRequestHeaders.Add(header, value);
        });
        return clients;
    }

    // Measures the refresh alone, without HTTP and without a call to the API.
    private static async Task InProcessAsync()
    {
        await using var grants = await SeededGrants.StartAsync(1, TimeSpan.Zero);
        grants.Provider.Latency = TimeSpan.FromMilliseconds(500);
        var user = grants.RandomUser(new Random(1));
        var from = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            var result = await grants.Tokens.GetAsync(user, StubTokenEndpoint.Name, CancellationToken.None);
            return result is TokenResult.Fresh
                ? Stopwatch.GetElapsedTime(from)
                : throw new InvalidOperationException($"Expected a token, got {result}.");
        })));
        var table = new MarkdownTable("callers", "tokens", "refreshes", "slowest");
        table.Add($"{Callers:#,0}", $"{times.Length:#,0}", $"{grants.Provider.Refreshes}",
            Statistics.Milliseconds(times.Max().TotalMilliseconds));
        table.Print($"One expired grant, in process, only the token; the provider takes "
            + $"{grants.Provider.Latency.TotalMilliseconds:0} ms");
    }

    private static async Task OverHttpAsync(string published)
    {
        await using var sandboxProcess = await ServerProcess.SandboxAsync();
        using var sandbox = new SandboxClient(sandboxProcess.Address);
        var data = Directory.CreateTempSubdirectory("musicauth-callers-");
        await using (var broker = ServerProcess.Broker(
            published, data.FullName, sandboxProcess.Address, ("Access__Registration", "Owner")))
        {
            await broker.WaitUntilOkAsync("/health/ready");
            await sandbox.FaultAsync(new
            {
                kind = "expires_in",
                provider = "spotify",
                value = (int)ShortLife.TotalSeconds,
            });
            using var alma = await SignedInUser.SignInAsync("alma", broker, sandbox, "spotify");
            var expired = Task.Delay(ShortLife);
            var clients = await ConnectAllAsync(broker.Address, "Cookie", alma.CookieHeader);
            await expired;
            await sandbox.FaultAsync(new
            {
                kind = "slow",
                provider = "spotify",
                on = "token",
                delay_ms = (int)Exchange.TotalMilliseconds,
                times = 1,
            });
            var from = Stopwatch.GetTimestamp();
            var responses = await Task.WhenAll(clients.Select(client => RetryUntilOkAsync(client, from)));
            Print(responses, await sandbox.RefreshesAsync(), await JoinsAsync(alma));
            foreach (var client in clients) client.Dispose();
        }

        data.Delete(recursive: true);
    }

    private static void Print(Outcome[] responses, (int Refreshes, int Reuse) provider, string joins)
    {
        double[] times =
            [.. responses.Where(response => response.IsPage).Select(response => response.At.TotalMilliseconds)];
        var table = new MarkdownTable(
            "callers", "answered 200", "at once", "refreshes", "reuse", "joined the refresh", "median", "slowest");
        table.Add($"{responses.Length:#,0}", $"{times.Length:#,0}",
            $"{responses.Count(response => response is { IsPage: true, Refusals: 0 }):#,0}", $"{provider.Refreshes}",
            $"{provider.Reuse}", joins, Statistics.Milliseconds(Statistics.Median(times)),
            Statistics.Milliseconds(times.Max()));
        table.Print($"One expired grant, over HTTP, one connection each; the provider takes "
            + $"{Exchange.TotalSeconds:0} s for the refresh. {responses.Sum(response => response.Refusals):#,0} "
            + "responses were 503 with Retry-After, because at most 1,000 calls wait for the provider; these callers "
            + "retried");
    }

    // If 1,000 calls already wait for Spotify, the broker responds with 503 and Retry-After.
    private static async Task<Outcome> RetryUntilOkAsync(PlainClient caller, long from)
    {
        var refusals = 0;
        for (var step = TimeSpan.Zero; Stopwatch.GetElapsedTime(from) < TimeLimit; refusals++)
        {
            using var response = await caller.GetAsync(Path);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                using var page = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
                return page.RootElement.GetProperty("complete").GetBoolean()
                    ? new Outcome(IsPage: true, Stopwatch.GetElapsedTime(from), refusals)
                    : throw new InvalidOperationException("A page is not complete.");
            }

            if (response is not { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter.Delta: { } delay })
                throw new InvalidOperationException($"A caller got the status {(int)response.StatusCode}.");
            step = step == TimeSpan.Zero ? delay : step * 2 < MaxDelay ? step * 2 : MaxDelay;
#pragma warning disable CA5394 // The delay is random, so that the callers do not retry together.
            await Task.Delay(delay + (Random.Shared.NextDouble() * step));
#pragma warning restore CA5394
        }

        return new Outcome(IsPage: false, Stopwatch.GetElapsedTime(from), refusals);
    }

    private static async Task<string> JoinsAsync(SignedInUser owner)
    {
        var metrics = await owner.GetTextAsync("/metrics");
        var line = metrics.Split('\n').Single(line => line.StartsWith(Joins, StringComparison.Ordinal));
        return $"{double.Parse(line[Joins.Length..], CultureInfo.InvariantCulture):#,0}";
    }

    private readonly record struct Outcome(bool IsPage, TimeSpan At, int Refusals);
}
