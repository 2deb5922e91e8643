using System.Globalization;

namespace MusicAuth.Benchmarks;

/// <summary>
/// The broker beside what one would use without it: the same answer of the same upstream, in one run, in turn.
/// </summary>
/// <remarks>
/// Many short rounds: what slows the machine for a while slows all of a round.
/// MUSICAUTH_BENCHMARK_ROUNDS and MUSICAUTH_BENCHMARK_MILLISECONDS set other numbers; no rounds leave the comparison
/// out. MUSICAUTH_BENCHMARK_EARLIER names the published MusicAuth.dll of an earlier build, which then takes its turns
/// in the same rounds.
/// </remarks>
internal static class PeerComparison
{
    private const string Tracks = BrokerPair.Tracks;

    private static readonly int Rounds = Number("MUSICAUTH_BENCHMARK_ROUNDS", 63);
    private static readonly TimeSpan Length =
        TimeSpan.FromMilliseconds(Number("MUSICAUTH_BENCHMARK_MILLISECONDS", 400));
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    private static readonly string? EarlierBuild = Environment.GetEnvironmentVariable("MUSICAUTH_BENCHMARK_EARLIER");

    public static async Task MeasureAsync(string published)
    {
        var bounds = new Bounds();
        var peers = await Builds.PublishPeersAsync();
        if (Rounds > 0) await CompareAsync(published, peers, bounds);
        await FetchedAnswers.MeasureAsync(published, bounds);
        await UserCosts.MeasureAsync(published, peers, bounds);
        bounds.Print();
    }

    private static async Task CompareAsync(string published, string peers, Bounds bounds)
    {
        var folder = Directory.CreateTempSubdirectory("musicauth-peers-");
        await using var world = await ServerProcess.SandboxAsync();
        await using (var upstream = await ServerProcess.PeerAsync(peers, "upstream"))
        await using (var bare = await ServerProcess.PeerAsync(peers, "bare", upstream))
        await using (var yarp = await ServerProcess.PeerAsync(peers, "yarp", upstream))
        await using (var nginx = await Nginx.StartAsync(upstream.Address, folder, Tracks))
        await using (var current = BrokerPair.Start(published, world, upstream, folder, "current"))
        await using (var earlier = EarlierBuild is null
            ? null
            : BrokerPair.Start(EarlierBuild, world, upstream, folder, "earlier"))
        {
            var direct = new Subject("the upstream itself", upstream, Tracks, "Authorization: Bearer anything");
            var limit = new Subject("a bare Kestrel endpoint", bare, Tracks);
            var forwarder = new Subject("a minimal YARP app", yarp, Tracks);
            var ours = await current.SubjectsAsync(world, suffix: "");
            var theirs = earlier is null ? [] : await earlier.SubjectsAsync(world, ", earlier build");
            Subject[] others =
                [direct, limit, forwarder, .. nginx is null ? [] : (Subject[])[new("nginx", nginx, Tracks)]];
            await RunAsync([.. others, .. ours, .. theirs], upstream);
            Print([.. others, .. ours, .. theirs], limit, forwarder);
            PrintBeside(ours, theirs);
            Judge(ours, limit, forwarder, bounds);
        }

        folder.Delete(recursive: true);
    }

    private static async Task RunAsync(Subject[] subjects, ServerProcess upstream)
    {
        using var calls = new PlainClient(upstream.Address);
        foreach (var subject in subjects)
        {
            subject.Check();
            // Long enough for the runtime to compile anew what is busy.
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

    private static void Print(Subject[] subjects, Subject bare, Subject yarp)
    {
        var table = new Table(
            "what", "body", "requests/s", "min–max", "of YARP", "CPU a request", "min–max", "of YARP", "of bare",
            "upstream calls");
        foreach (var subject in subjects)
        {
            table.Add(
                subject.Name, $"{subject.BodyLength:#,0}", $"{subject.Rate:#,0}", Figures.Range(subject.Rates),
                $"{subject.RateOf(yarp)}", $"{subject.Cost:0.0} µs", Figures.Range(subject.Costs),
                $"{subject.CostOf(yarp)}", $"{subject.CostOf(bare)}", $"{subject.Reached:0.00}");
        }

        table.Print($"GET of the same 27 KB over 16 connections, {Rounds} rounds of {Length.TotalMilliseconds:0} ms "
            + "each, medians, ratios with their 95 % interval; CPU is that of the server's own process, kernel "
            + "included");
    }

    private static void PrintBeside(Subject[] ours, Subject[] earlier)
    {
        if (earlier.Length == 0) return;
        var table = new Table("what", "CPU of the earlier build's", "throughput of the earlier build's");
        foreach (var (now, before) in ours.Zip(earlier))
            table.Add(now.Name, $"{now.CostOf(before)}", $"{now.RateOf(before)}");
        table.Print("This build beside the earlier one, in the same rounds");
    }

    private static void Judge(Subject[] ours, Subject bare, Subject yarp, Bounds bounds)
    {
        foreach (var passing in ours[..3])
            bounds.AtMost($"{passing.Name}: CPU of YARP's", 1.3, passing.CostOf(yarp));
        foreach (var kept in ours[3..])
        {
            bounds.AtLeast($"{kept.Name}: throughput of YARP's", 2, kept.RateOf(yarp));
            bounds.AtMost($"{kept.Name}: CPU of YARP's", 0.5, kept.CostOf(yarp));
            bounds.AtMost($"{kept.Name}: CPU of the bare endpoint's", 1.2, kept.CostOf(bare));
        }
    }

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : usual;
}
