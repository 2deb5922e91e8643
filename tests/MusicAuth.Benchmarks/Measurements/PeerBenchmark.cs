using System.Globalization;

namespace MusicAuth.Benchmarks.Measurements;

/// <summary>
/// Compares the broker with its alternatives: the same response of the same upstream, in one run, taking turns.
/// </summary>
/// <remarks>
/// The rounds are short, so that a slow phase of the machine affects all targets. MUSICAUTH_BENCHMARK_ROUNDS and
/// MUSICAUTH_BENCHMARK_MILLISECONDS set other numbers; 0 rounds skip the comparison. MUSICAUTH_BENCHMARK_EARLIER names
/// the published MusicAuth.dll of an earlier build, which then takes turns in the same rounds.
/// </remarks>
internal static class PeerBenchmark
{
    private const string Tracks = BrokerPair.Tracks;

    private static readonly int Rounds = Number("MUSICAUTH_BENCHMARK_ROUNDS", 63);
    private static readonly TimeSpan Length =
        TimeSpan.FromMilliseconds(Number("MUSICAUTH_BENCHMARK_MILLISECONDS", 400));
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    private static readonly string? EarlierBuild = Environment.GetEnvironmentVariable("MUSICAUTH_BENCHMARK_EARLIER");

    public static async Task MeasureAsync(string published)
    {
        var bounds = new BoundsTable();
        var peers = await PublishedBuilds.PublishPeersAsync();
        if (Rounds > 0) await CompareAsync(published, peers, bounds);
        await UncachedResponseBenchmark.MeasureAsync(published, bounds);
        await UserCountBenchmark.MeasureAsync(published, peers, bounds);
        bounds.Print();
    }

    private static async Task CompareAsync(string published, string peers, BoundsTable bounds)
    {
        var folder = Directory.CreateTempSubdirectory("musicauth-peers-");
        await using var sandboxProcess = await ServerProcess.SandboxAsync();
        await using (var upstream = await ServerProcess.PeerAsync(peers, "upstream"))
        await using (var bare = await ServerProcess.PeerAsync(peers, "bare", upstream))
        await using (var yarp = await ServerProcess.PeerAsync(peers, "yarp", upstream))
        await using (var nginx = await Nginx.StartAsync(upstream.Address, folder, Tracks))
        await using (var current = BrokerPair.Start(published, sandboxProcess, upstream, folder, "current"))
        await using (var earlier = EarlierBuild is null
            ? null
            : BrokerPair.Start(EarlierBuild, sandboxProcess, upstream, folder, "earlier"))
        {
            var direct = new BenchmarkTarget("the upstream itself", upstream, Tracks, "Authorization: Bearer anything");
            var limit = new BenchmarkTarget("a bare Kestrel endpoint", bare, Tracks);
            var forwarder = new BenchmarkTarget("a minimal YARP app", yarp, Tracks);
            var ours = await current.TargetsAsync(sandboxProcess, suffix: "");
            var theirs = earlier is null ? [] : await earlier.TargetsAsync(sandboxProcess, ", earlier build");
            BenchmarkTarget[] others =
                [direct, limit, forwarder, .. nginx is null ? [] : (BenchmarkTarget[])[new("nginx", nginx, Tracks)]];
            await RunAsync([.. others, .. ours, .. theirs], upstream);
            Print([.. others, .. ours, .. theirs], limit, forwarder);
            PrintEarlierBuild(ours, theirs);
            CheckBounds(ours, limit, forwarder, bounds);
        }

        folder.Delete(recursive: true);
    }

    private static async Task RunAsync(BenchmarkTarget[] subjects, ServerProcess upstream)
    {
        using var calls = new PlainClient(upstream.Address);
        foreach (var subject in subjects)
        {
            subject.Check();
            // The warm-up is long enough for the runtime to recompile hot methods.
            await subject.WarmUpAsync(WarmUp);
        }

        var random = new Random(1);
        for (var round = 0; round < Rounds; round++)
        {
            var turns = subjects.ToArray();
            random.Shuffle(turns);
            foreach (var subject in turns) await subject.MeasureAsync(Length, calls);
        }
    }

    private static void Print(BenchmarkTarget[] subjects, BenchmarkTarget bare, BenchmarkTarget yarp)
    {
        var table = new MarkdownTable(
            "what", "body", "requests/s", "min–max", "relative to YARP", "CPU per request", "min–max",
            "relative to YARP", "relative to bare",
            "upstream calls");
        foreach (var subject in subjects)
        {
            table.Add(
                subject.Name, $"{subject.BodyLength:#,0}", $"{subject.Rate:#,0}", Statistics.Range(subject.Rates),
                $"{subject.RateOf(yarp)}", $"{subject.Cost:0.0} µs", Statistics.Range(subject.Costs),
                $"{subject.CostOf(yarp)}", $"{subject.CostOf(bare)}", $"{subject.UpstreamCallsPerRequest:0.00}");
        }

        table.Print($"GET of the same 27 KB over 16 connections, {Rounds} rounds of {Length.TotalMilliseconds:0} ms "
            + "each, medians, ratios with their 95 % interval; CPU is that of the server's own process, kernel "
            + "included");
    }

    private static void PrintEarlierBuild(BenchmarkTarget[] ours, BenchmarkTarget[] earlier)
    {
        if (earlier.Length == 0) return;
        var table = new MarkdownTable("what", "CPU relative to the earlier build", "throughput relative to it");
        foreach (var (now, before) in ours.Zip(earlier))
            table.Add(now.Name, $"{now.CostOf(before)}", $"{now.RateOf(before)}");
        table.Print("This build and the earlier one, in the same rounds");
    }

    private static void CheckBounds(
        BenchmarkTarget[] ours, BenchmarkTarget bare, BenchmarkTarget yarp, BoundsTable bounds)
    {
        foreach (var uncached in ours[..3])
            bounds.AtMost($"{uncached.Name}: CPU relative to YARP", 1.3, uncached.CostOf(yarp));
        foreach (var cached in ours[3..])
        {
            bounds.AtLeast($"{cached.Name}: throughput relative to YARP", 2, cached.RateOf(yarp));
            bounds.AtMost($"{cached.Name}: CPU relative to YARP", 0.5, cached.CostOf(yarp));
            bounds.AtMost($"{cached.Name}: CPU relative to the bare endpoint", 1.2, cached.CostOf(bare));
        }
    }

    private static int Number(string variable, int defaultValue) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : defaultValue;
}
