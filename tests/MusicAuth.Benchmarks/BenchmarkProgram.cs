namespace MusicAuth.Benchmarks;

internal static class BenchmarkProgram
{
    private const string Usage =
        """
        dotnet run -c Release --project tests/MusicAuth.Benchmarks -- <benchmark>

          start      the time from the start of the process to the first 200 of /health/ready
          memory     resident memory after a sign-in and 1,000 requests
          footprint  start, memory and idle work beside an earlier build and the least that the stack costs
          page       Lighthouse's results for the page on a throttled phone and on a desktop
          image      the compressed size of each layer of the image
          favorites  500 favourites through the broker and page by page from the provider
          crowd      10,000 concurrent callers of one expired grant
          grants     a fresh token and a refresh with 100,000 grants in the database, and with 10
          replicas   20 rounds of expiry with two brokers on one PostgreSQL
          keys       the check of a key with 100,000 keys and with 10, and a million invalid keys
          backup     a backup of 100,000 grants while readers call the broker, and its restore
          soak       an hour of modest load while the clock moves thirty days; not part of all
          peers      the broker compared with YARP, nginx, a bare endpoint and the upstream itself
          all        all benchmarks
        """;

    private static readonly string[] Names =
    [
        "start", "memory", "footprint", "page", "image", "favorites", "crowd", "grants", "replicas", "keys", "backup",
        "soak", "peers", "all",
    ];

    private static async Task<int> Main(string[] args)
    {
#if DEBUG
        await Console.Error.WriteLineAsync("The results of a Debug build are meaningless: use -c Release.");
#endif
        if (args is not [var name] || !Names.Contains(name, StringComparer.Ordinal))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 1;
        }

        Console.WriteLine($"{MachineInfo.Describe()}\n");
        var published = await PublishedBuilds.PublishAsync();
        if (name is "start" or "all") await StartTimeBenchmark.MeasureAsync(published);
        if (name is "memory" or "all") await MemoryBenchmark.MeasureAsync(published);
        if (name is "footprint" or "all") await FootprintBenchmark.MeasureAsync(published);
        if (name is "page" or "all") await PageBenchmark.MeasureAsync(published);
        if (name is "image" or "all") ImageSizeBenchmark.Measure(published);
        if (name is "favorites" or "all") await FavoritesBenchmark.RunAsync(published);
        if (name is "crowd" or "all") await ConcurrentCallersBenchmark.MeasureAsync(published);
        if (name is "grants" or "all") await TokenBenchmark.MeasureAsync();
        if (name is "replicas" or "all") await ReplicaBenchmark.MeasureAsync(published);
        if (name is "keys" or "all") await ApiKeyBenchmark.MeasureAsync(published);
        if (name is "backup" or "all") await BackupBenchmark.MeasureAsync(published);
        if (name is "soak") await SoakBenchmark.MeasureAsync(published);
        if (name is "peers" or "all") await PeerBenchmark.MeasureAsync(published);
        return 0;
    }
}
