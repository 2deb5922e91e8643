namespace MusicAuth.Benchmarks;

internal static class BenchmarkProgram
{
    private const string Usage =
        """
        dotnet run -c Release --project tests/MusicAuth.Benchmarks -- <what>

          start      from the start of the process to the first 200 of /health/ready
          memory     resident memory after a sign-in and 1,000 requests
          favorites  500 favourites through the broker and one page after another
          crowd      10,000 callers at once on one expired grant
          grants     a fresh token and a refresh with 100,000 grants in the database, and with 10
          replicas   20 rounds of expiry at two brokers on one PostgreSQL
          keys       the check of a key with 100,000 keys and with 10, and a million wrong ones
          peers      the broker beside YARP, nginx, a bare endpoint and the upstream itself
          all        all of them
        """;

    private static readonly string[] Words =
        ["start", "memory", "favorites", "crowd", "grants", "replicas", "keys", "peers", "all"];

    private static async Task<int> Main(string[] args)
    {
#if DEBUG
        await Console.Error.WriteLineAsync("A Debug build measures nothing of interest: run it with -c Release.");
#endif
        if (args is not [var what] || !Words.Contains(what, StringComparer.Ordinal))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 1;
        }

        Console.WriteLine($"{MachineInfo.Describe()}\n");
        var published = await PublishedBuilds.PublishAsync();
        if (what is "start" or "all") await StartTimeBenchmark.MeasureAsync(published);
        if (what is "memory" or "all") await MemoryBenchmark.MeasureAsync(published);
        if (what is "favorites" or "all") await FavoritesBenchmark.RunAsync(published);
        if (what is "crowd" or "all") await ConcurrentCallersBenchmark.MeasureAsync(published);
        if (what is "grants" or "all") await TokenBenchmark.MeasureAsync();
        if (what is "replicas" or "all") await ReplicaBenchmark.MeasureAsync(published);
        if (what is "keys" or "all") await ApiKeyBenchmark.MeasureAsync(published);
        if (what is "peers" or "all") await PeerBenchmark.MeasureAsync(published);
        return 0;
    }
}
