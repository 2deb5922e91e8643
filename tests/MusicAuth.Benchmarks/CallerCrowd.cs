using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using MusicAuth.Grants;

namespace MusicAuth.Benchmarks;

/// <summary>10,000 callers at once, all of whom need the same token, which has expired.</summary>
internal static class CallerCrowd
{
    private const int Callers = 10_000;
    private const string Path = "/me/playlists?provider=spotify&limit=1";
    private const string Joins = "musicauth_refresh_joins_total ";

    private static readonly TimeSpan Exchange = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task MeasureAsync(string published)
    {
        var table = new Table("10,000 callers", "answered", "refreshes", "reuse", "joined it", "slowest", "all");
        await InProcessAsync(table);
        var waited = await OverHttpAsync(published, table);
        table.Print($"One expired grant; over HTTP the provider takes {Exchange.TotalSeconds:0} s for the refresh, and "
            + $"{waited:#,0} answers were 503 with Retry-After, which the callers obeyed");
    }

    // What custody does alone: no HTTP, no call for data afterwards.
    private static async Task InProcessAsync(Table table)
    {
        await using var custody = await Custody.StartAsync(1, TimeSpan.Zero);
        custody.Provider.Latency = TimeSpan.FromMilliseconds(500);
        var user = custody.AnyUser(new Random(1));
        var from = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            var result = await custody.Tokens.GetAsync(user, InstantProvider.Name, CancellationToken.None);
            return result is TokenResult.Fresh
                ? Stopwatch.GetElapsedTime(from)
                : throw new InvalidOperationException($"No token, but {result}.");
        })));
        table.Add("in process, the token alone", $"{times.Length:#,0}", $"{custody.Provider.Refreshes}", "–", "–",
            Figures.Milliseconds(times.Max().TotalMilliseconds), Figures.Milliseconds(Since(from)));
    }

    private static async Task<int> OverHttpAsync(string published, Table table)
    {
        await using var world = await ServerProcess.SandboxAsync();
        using var sandbox = new SandboxApp(world.Address);
        var data = Directory.CreateTempSubdirectory("musicauth-crowd-");
        int waited;
        await using (var broker = ServerProcess.Broker(
            published, data.FullName, world.Address, ("Access__Registration", "Owner")))
        {
            await broker.AnswersAsync("/health/ready");
            await sandbox.FaultAsync(new
            {
                kind = "expires_in",
                provider = "spotify",
                value = (int)ShortLife.TotalSeconds,
            });
            using var alma = await SignedIn.AsAsync("alma", broker, sandbox, "spotify");
            var expired = Task.Delay(ShortLife);
            var crowd = await GatherAsync(broker.Address, alma.CookieHeader);
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
            var answers = await Task.WhenAll(crowd.Select(caller => AskAsync(caller, from)));
            var all = Since(from);
            var (refreshes, reuse) = await sandbox.RefreshesAsync();
            waited = answers.Sum(answer => answer.Refusals);
            table.Add("over HTTP, each on a connection of its own, until its 200", $"{answers.Length:#,0}",
                $"{refreshes}", $"{reuse}", await JoinsAsync(alma),
                Figures.Milliseconds(answers.Max(answer => answer.At.TotalMilliseconds)), Figures.Milliseconds(all));
            foreach (var caller in crowd) caller.Dispose();
        }

        data.Delete(recursive: true);
        return waited;
    }

    // All connections stand before the first of them asks.
    private static async Task<PlainClient[]> GatherAsync(Uri broker, string cookie)
    {
        var crowd = Enumerable.Range(0, Callers).Select(_ => new PlainClient(broker)).ToArray();
        await Parallel.ForEachAsync(crowd, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (caller, stop) =>
        {
            caller.Timeout = Patience;
            using var answer = await caller.GetAsync("/health/live", stop);
            answer.EnsureSuccessStatusCode();
            caller.DefaultRequestHeaders.Add("Cookie", cookie);
        });
        return crowd;
    }

    // Beyond 1,000 calls that wait for Spotify, the broker asks its callers to come back.
    private static async Task<(TimeSpan At, int Refusals)> AskAsync(PlainClient caller, long from)
    {
        for (var refusals = 0; Stopwatch.GetElapsedTime(from) < Patience; refusals++)
        {
            using var answer = await caller.GetAsync(Path);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                using var page = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
                return page.RootElement.GetProperty("complete").GetBoolean()
                    ? (Stopwatch.GetElapsedTime(from), refusals)
                    : throw new InvalidOperationException("A page is not complete.");
            }

            if (answer is not { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter.Delta: { } rest })
                throw new InvalidOperationException($"A caller was answered {(int)answer.StatusCode}.");
#pragma warning disable CA5394 // Not all at the same moment again.
            await Task.Delay(rest + (Random.Shared.NextDouble() * TimeSpan.FromSeconds(5)));
#pragma warning restore CA5394
        }

        throw new TimeoutException("A caller was never answered 200.");
    }

    private static async Task<string> JoinsAsync(SignedIn owner)
    {
        var metrics = await owner.GetTextAsync("/metrics");
        var line = metrics.Split('\n').Single(line => line.StartsWith(Joins, StringComparison.Ordinal));
        return $"{double.Parse(line[Joins.Length..], CultureInfo.InvariantCulture):#,0}";
    }

    private static double Since(long from) => Stopwatch.GetElapsedTime(from).TotalMilliseconds;
}
