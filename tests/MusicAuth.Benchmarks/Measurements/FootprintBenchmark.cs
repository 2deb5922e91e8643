using System.Globalization;

namespace MusicAuth.Benchmarks.Measurements;

/// <summary>
/// Start, memory and idle work of this build, of an earlier build and of the least that the stack costs, in one run.
/// </summary>
/// <remarks>
/// MUSICAUTH_BENCHMARK_EARLIER names the published MusicAuth.dll of the earlier build. MUSICAUTH_BENCHMARK_ROUNDS (9)
/// and MUSICAUTH_BENCHMARK_IDLE_MINUTES (10) set other numbers.
/// </remarks>
internal static class FootprintBenchmark
{
    private static readonly int Rounds = Number("MUSICAUTH_BENCHMARK_ROUNDS", 9);
    private static readonly string? EarlierBuild = Environment.GetEnvironmentVariable("MUSICAUTH_BENCHMARK_EARLIER");

    public static async Task MeasureAsync(string published)
    {
        var peers = await PublishedBuilds.PublishPeersAsync();
        var folder = Directory.CreateTempSubdirectory("musicauth-footprint-");
        await using (var sandboxProcess = await ServerProcess.SandboxAsync())
        {
            using var sandbox = new SandboxClient(sandboxProcess.Address);
            await sandbox.ControlAsync("faults", new { deezer_quota = false });
            var current = Broker("now", published);
            var earlier = EarlierBuild is null ? null : Broker("earlier", EarlierBuild);
            var floor = new FootprintSubject(
                "floor", folder.CreateSubdirectory("floor"), data => ServerProcess.Floor(peers, data));
            FootprintSubject[] brokers = earlier is null ? [current] : [earlier, current];
            await CompareStartsAsync(brokers, floor, sandbox);
            PrintStarts([.. brokers, floor], earlier);
            await IdleBenchmark.MeasureAsync(
                [.. brokers, floor], sandbox, Number("MUSICAUTH_BENCHMARK_IDLE_MINUTES", 10));

            FootprintSubject Broker(string name, string program) => new(
                name, folder.CreateSubdirectory(name),
                // The first sign-in makes an owner, as in a household.
                data => ServerProcess.Broker(
                    program, data, sandboxProcess.Address, ("Access__Registration", "Owner")));
        }

        folder.Delete(recursive: true);
        await GrantCountBenchmark.MeasureAsync(published, Rounds);
    }

    private static async Task CompareStartsAsync(
        FootprintSubject[] brokers, FootprintSubject floor, SandboxClient sandbox)
    {
        // The first round creates the database and reads the program files from the disk, so it does not count.
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var broker in brokers)
                await broker.RunRoundAsync(sandbox, isCounted: round > 0);
            await floor.RunRoundAsync(sandbox: null, isCounted: round > 0);
        }
    }

    private static void PrintStarts(FootprintSubject[] subjects, FootprintSubject? earlier)
    {
        var table = new MarkdownTable(
            "build", "start, CPU", "relative to earlier", "start and sign-in, CPU", "relative to earlier",
            "resident", "anonymous + shared");
        foreach (var subject in subjects)
        {
            table.Add(
                subject.Name, Statistics.Milliseconds(subject.StartCost),
                Relative(subject.Ready.ConvertAll(usage => usage.Milliseconds),
                    earlier?.Ready.ConvertAll(usage => usage.Milliseconds)),
                subject.SignedIn.Count == 0 ? "" : Statistics.Milliseconds(Statistics.Median(subject.SignedIn)),
                Relative(subject.SignedIn, earlier?.SignedIn),
                $"{Statistics.Median(subject.Ready.Select(usage => usage.Resident)):0} MB",
                $"{Statistics.Median(subject.Ready.Select(usage => usage.Private)):0} MB");
        }

        table.Print($"At the first 200 of /health/ready, existing data, medians of {Rounds} rounds in turns");
    }

    private static string Relative(List<double> ours, List<double>? theirs) =>
        theirs is null || ours.Count == 0 ? "" : $"{Ratio.Of(ours, theirs)}";

    private static int Number(string variable, int defaultValue) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : defaultValue;
}
