using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace MusicAuth.Benchmarks.Measurements;

/// <summary>
/// A backup of 100,000 grants while readers call the broker, and its restore into another folder or database.
/// </summary>
internal static class BackupBenchmark
{
    private const int Grants = 100_000;
    private const int Readers = 4;
    private const int Rounds = 3;
    private const string Passphrase = "a passphrase for the benchmark";

    private static readonly TimeSpan Life = TimeSpan.FromHours(12);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    public static async Task MeasureAsync(string published)
    {
        var table = new MarkdownTable(
            "database", "backup", "file", "readers' p99 alone", "p99 meanwhile", "ratio", "restore");
        table.Add(await MeasureAsync("SQLite", published, [], () => Task.FromResult<(string, string)[]>([])));
        await using var postgres = await PostgresServer.StartAsync();
        if (postgres is not null)
            table.Add(await MeasureAsync(
                "PostgreSQL", published, await postgres.NewDatabaseAsync(), postgres.NewDatabaseAsync));
        table.Print($"Backup of {Grants:#,0} grants while {Readers} readers call /me/connections");
    }

    private static async Task<string[]> MeasureAsync(
        string name, string published, (string Key, string Value)[] settings,
        Func<Task<(string Key, string Value)[]>> newDatabase)
    {
        var grants = await SeededGrants.StartAsync(Grants, Life, settings);
        var key = (await SeededApiKeys.SeedAsync(grants, grants.Users.Take(1)))[0];
        var data = await grants.StopAndKeepDataAsync();
        var folder = Directory.CreateTempSubdirectory("musicauth-backups-");
        try
        {
            await using var broker = ServerProcess.Broker(
                published, data.FullName, new Uri("http://127.0.0.1:9/"),
                [.. settings.Select(setting => (setting.Key.Replace(":", "__"), setting.Value))]);
            await broker.WaitUntilOkAsync("/health/ready");
            // The first requests compile the code of the following ones.
            await ReadAsync(broker, key, () => Task.Delay(Quiet));
            var alone = await ReadAsync(broker, key, () => Task.Delay(Quiet));
            List<double> backups = [], meanwhile = [];
            var file = "";
            for (var round = 0; round < Rounds; round++)
            {
                file = Path.Combine(folder.FullName, $"{round}.age");
                var time = TimeSpan.Zero;
                meanwhile.Add(await ReadAsync(broker, key, async () => time = await RunAsync(
                    published, data.FullName, settings, "backup", file, "--with-key")));
                backups.Add(time.TotalSeconds);
            }

            var restore = await RunAsync(
                published, Path.Combine(folder.FullName, "restored"), await newDatabase(), "restore", file);
            var during = Statistics.Median(meanwhile);
            return
            [
                name, $"{Statistics.Median(backups):0.0} s", $"{new FileInfo(file).Length / 1e6:0.0} MB",
                $"{alone:0.0} ms", $"{during:0.0} ms", $"{during / alone:0.00}", $"{restore.TotalSeconds:0.0} s",
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
            data.Delete(recursive: true);
        }
    }

    /// <returns>The 99th percentile in milliseconds.</returns>
    private static async Task<double> ReadAsync(ServerProcess broker, string key, Func<Task> work)
    {
        using var client = new PlainClient(broker.Address);
        var times = new ConcurrentBag<double>();
        var working = work();
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(async _ =>
        {
            while (!working.IsCompleted)
            {
                var begun = Stopwatch.GetTimestamp();
                using var request = new HttpRequestMessage(HttpMethod.Get, "/me/connections");
                request.Headers.Authorization = new("Bearer", key);
                using var response = await client.SendAsync(request);
                if (response.StatusCode != HttpStatusCode.OK)
                    throw new InvalidOperationException($"A reader got the status {(int)response.StatusCode}.");
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                await Task.Delay(TimeSpan.FromMilliseconds(5));
            }
        }));
        await working;
        return times.Order().ElementAt(times.Count * 99 / 100);
    }

    private static async Task<TimeSpan> RunAsync(
        string published, string data, (string Key, string Value)[] settings, params string[] command)
    {
        var start = new ProcessStartInfo(PublishedBuilds.DotnetHost, [published, .. command])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DataDirectory"] = data;
        start.Environment["Backup__Passphrase"] = Passphrase;
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__")] = value;
        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? Stopwatch.GetElapsedTime(begun)
            : throw new InvalidOperationException(error);
    }
}
