namespace MusicAuth.Benchmarks.Measurements;

/// <summary>Measures the time from the start of the process to the first 200 of /health/ready.</summary>
internal static class StartTimeBenchmark
{
    private const int Rounds = 10;
    private const double Limit = 1_500;

    private static readonly Uri Nowhere = new("http://127.0.0.1:9");

    public static async Task MeasureAsync(string published)
    {
        (string Name, string Program)[] builds =
            [("published, ReadyToRun", published), ("plain Release", PublishedBuilds.Plain)];
        var table = new MarkdownTable("build", "data directory", "median", "min–max", "under 1.5 s");
        foreach (var (name, program) in builds)
        {
            var fresh = new List<double>();
            var existing = new List<double>();
            for (var round = 0; round <= Rounds; round++)
            {
                var data = Directory.CreateTempSubdirectory("musicauth-start-");
                var first = await StartAsync(program, data);
                var second = await StartAsync(program, data);
                data.Delete(recursive: true);
                // The first round reads the program files from the disk, so it does not count.
                if (round == 0) continue;
                fresh.Add(first);
                existing.Add(second);
            }

            Add(table, name, "fresh", fresh);
            Add(table, name, "existing", existing);
        }

        table.Print($"Start to ready, {Rounds} starts each");
    }

    private static async Task<double> StartAsync(string program, DirectoryInfo data)
    {
        await using var broker = ServerProcess.Broker(program, data.FullName, Nowhere);
        return (await broker.WaitUntilOkAsync("/health/ready")).TotalMilliseconds;
    }

    private static void Add(MarkdownTable table, string build, string directory, List<double> times)
    {
        var median = Statistics.Median(times);
        table.Add(
            build, directory, Statistics.Milliseconds(median), Statistics.Range(times),
            median < Limit ? "yes" : "**no**");
    }
}
