using System.Diagnostics;

namespace MusicAuth.Benchmarks.Measurements;

/// <summary>Measures two brokers on one PostgreSQL, with callers of a token that expires in each round.</summary>
internal static class ReplicaBenchmark
{
    private const int Rounds = 20;
    private const int CallersEach = 20;
    private const string OnePlaylist = "/me/playlists?provider=spotify&limit=1";

    public static async Task MeasureAsync(string published)
    {
        await using var postgres = await PostgresServer.StartAsync();
        if (postgres is null)
        {
            Console.WriteLine("PostgreSQL is not installed, so two replicas are not measured.\n");
            return;
        }

        await using var sandboxProcess = await ServerProcess.SandboxAsync();
        using var sandbox = new SandboxClient(sandboxProcess.Address);
        var folder = Directory.CreateTempSubdirectory("musicauth-replicas-");
        // Environment variables use two underscores instead of a colon.
        (string Key, string Value)[] shared =
        [
            .. (await postgres.NewDatabaseAsync()).Select(setting => (setting.Key.Replace(":", "__"), setting.Value)),
            ("Vault__MasterKeyFile", Path.Combine(folder.FullName, "master.key")),
        ];
        await using (var first = await StartAsync("first"))
        await using (var second = await StartAsync("second"))
        {
            using var alma = await SignedInUser.SignInAsync("alma", first, sandbox, "spotify");
            using var onSecond = alma.At(second.Address);
            await sandbox.ControlAsync("faults", new { rotation = true });
            await MeasureAsync([alma, onSecond], sandbox);
        }

        folder.Delete(recursive: true);

        async Task<ServerProcess> StartAsync(string name)
        {
            var broker = ServerProcess.Broker(
                published, Path.Combine(folder.FullName, name), sandboxProcess.Address, shared);
            await broker.WaitUntilOkAsync("/health/ready");
            return broker;
        }
    }

    private static async Task MeasureAsync(SignedInUser[] replicas, SandboxClient sandbox)
    {
        foreach (var replica in replicas) await replica.GetBytesAsync(OnePlaylist);
        var before = await sandbox.RefreshesAsync();
        List<double> slowest = [], usual = [];
        var responses = 0;
        for (var round = 0; round < Rounds; round++)
        {
            await sandbox.ExpireAccessTokensAsync();
            var times = await Task.WhenAll(replicas.SelectMany(replica =>
                Enumerable.Range(0, CallersEach).Select(_ => TimeRequestAsync(replica))));
            responses += times.Length;
            slowest.Add(times.Max());
            usual.Add(Statistics.Median(times));
        }

        var after = await sandbox.RefreshesAsync();
        var refreshes = after.Refreshes - before.Refreshes;
        var table = new MarkdownTable(
            "rounds", "callers a round", "answered 200", "refreshes", "one a round", "reuse", "median caller",
            "slowest caller, median", "min–max");
        table.Add($"{Rounds}", $"{CallersEach * replicas.Length}", $"{responses}", $"{refreshes}",
            refreshes == Rounds ? "yes" : "**no**", $"{after.Reuse}", Statistics.Milliseconds(Statistics.Median(usual)),
            Statistics.Milliseconds(Statistics.Median(slowest)), Statistics.Range(slowest));
        table.Print("Two replicas on one PostgreSQL; in each round the provider expires the access token and rotates "
            + "the refresh token");
    }

    private static async Task<double> TimeRequestAsync(SignedInUser replica)
    {
        var from = Stopwatch.GetTimestamp();
        var page = await replica.GetAsync(OnePlaylist);
        return page.GetProperty("complete").GetBoolean()
            ? Stopwatch.GetElapsedTime(from).TotalMilliseconds
            : throw new InvalidOperationException("A page is not complete.");
    }
}
