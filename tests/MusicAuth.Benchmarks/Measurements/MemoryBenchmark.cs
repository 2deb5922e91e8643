namespace MusicAuth.Benchmarks.Measurements;

/// <summary>Measures the memory of the broker under load.</summary>
internal static class MemoryBenchmark
{
    private const int Requests = 1_000;
    private const double Limit = 150;

    private static readonly int[] CallersAtOnce = [1, 8];

    // Two of ten requests have limit=500: the favourites are then 234 kB from ten responses of Spotify.
    public static readonly string[] Mix =
    [
        "/me/playlists", "/me/favorites", "/me", "/me/playlists?limit=500", "/me/favorites", "/me",
        "/me/playlists", "/me/favorites", "/me", "/me/favorites?limit=500",
    ];

    public static async Task MeasureAsync(string published)
    {
        var table = new MarkdownTable(
            "callers at once", "ready", "after the sign-ins", "after 1,000 requests", "peak", "under 150 MB");
        foreach (var callers in CallersAtOnce)
        {
            await using var sandboxProcess = await ServerProcess.SandboxAsync();
            using var sandbox = new SandboxClient(sandboxProcess.Address);
            await sandbox.ControlAsync("faults", new { deezer_quota = false });
            var data = Directory.CreateTempSubdirectory("musicauth-memory-");
            await using (var broker = ServerProcess.Broker(published, data.FullName, sandboxProcess.Address))
            {
                await broker.WaitUntilOkAsync("/health/ready");
                var ready = Resident(broker);
                using var alma = await SignedInUser.SignInAsync("alma", broker, sandbox, "spotify", "deezer");
                var signedIn = Resident(broker);
                await Parallel.ForEachAsync(
                    Enumerable.Range(0, Requests),
                    new ParallelOptions { MaxDegreeOfParallelism = callers },
                    async (i, _) => await alma.GetBytesAsync(Mix[i % Mix.Length]));
                var after = Resident(broker);
                table.Add($"{callers}", $"{ready:0} MB", $"{signedIn:0} MB", $"{after:0} MB",
                    $"{MachineInfo.Megabytes(broker.Id, "VmHWM"):0} MB", after < Limit ? "yes" : "**no**");
            }

            data.Delete(recursive: true);
        }

        table.Print("Resident memory of the broker, both providers connected");
    }

    private static double Resident(ServerProcess broker) => MachineInfo.Megabytes(broker.Id, "VmRSS");
}
