namespace MusicAuth.Benchmarks;

internal static class Benchmark
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

        Console.WriteLine($"{Machine.Describe()}\n");
        var published = await Builds.PublishAsync();
        if (what is "start" or "all") await StartTimes.MeasureAsync(published);
        if (what is "memory" or "all") await MemoryUse.MeasureAsync(published);
        if (what is "favorites" or "all") await FavoritesRace.RunAsync(published);
        if (what is "crowd" or "all") await CallerCrowd.MeasureAsync(published);
        if (what is "grants" or "all") await GrantCosts.MeasureAsync();
        if (what is "replicas" or "all") await ReplicaRounds.MeasureAsync(published);
        if (what is "keys" or "all") await KeyCosts.MeasureAsync(published);
        if (what is "peers" or "all") await PeerComparison.MeasureAsync(published);
        return 0;
    }
}
