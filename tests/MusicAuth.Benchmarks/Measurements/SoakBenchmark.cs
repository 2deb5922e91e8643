using System.Globalization;
using System.Text.Json;

namespace MusicAuth.Benchmarks.Measurements;

/// <summary>
/// A month of a household in an hour: dashboards read at modest load, and the clock of the sandbox and the broker moves
/// thirty days. Memory, files, threads and the database must not grow, and all connections must stay active.
/// </summary>
/// <remarks>MUSICAUTH_BENCHMARK_SOAK_MINUTES (60) sets another number of minutes.</remarks>
internal static class SoakBenchmark
{
    private const int Users = 20;
    private const int Rows = 12;

    private static readonly int Minutes = int.Parse(
        Environment.GetEnvironmentVariable("MUSICAUTH_BENCHMARK_SOAK_MINUTES") ?? "60", CultureInfo.InvariantCulture);

    // Together ten requests per second.
    private static readonly TimeSpan DelayPerUser = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    private static readonly string[] Mix =
        ["/me/playlists", "/me/favorites", "/me/connections", "/me/todo", "/me/favorites?limit=100", "/me/playlists"];

    private static readonly string[] Names = [.. Enumerable.Range(1, Users).Select(number => $"user{number}")];

    public static async Task MeasureAsync(string published)
    {
        await using var sandboxProcess = await ServerProcess.SandboxAsync();
        using var sandbox = new SandboxClient(sandboxProcess.Address);
        await sandbox.ControlAsync("faults", new { deezer_quota = false });
        await sandbox.ControlAsync("users", new { people = Names.Select(name => new { name }) });
        var data = Directory.CreateTempSubdirectory("musicauth-soak-");
        await using (var broker = ServerProcess.BrokerOfSandboxTime(
            published, data.FullName, sandboxProcess.Address, ServerProcess.Caching))
        {
            await broker.WaitUntilOkAsync("/health/ready");
            List<string> keys = [];
            foreach (var name in Names)
            {
                using var browser = await SignedInUser.SignInAsync(name, broker, sandbox, "spotify", "deezer");
                keys.Add(await browser.NewKeyAsync("library:read", "connections:read"));
            }

            await RunAsync(broker, sandbox, data, keys);
        }

        data.Delete(recursive: true);
    }

    private static async Task RunAsync(
        ServerProcess broker, SandboxClient sandbox, DirectoryInfo data, List<string> keys)
    {
        var table = new MarkdownTable(
            "day", "requests", "failed", "resident", "anonymous + shared", "open files", "threads", "database", "CPU",
            "refreshes");
        using var stop = new CancellationTokenSource();
        var counts = new Counts();
        var readers = keys.Select((key, user) => ReadAsync(broker, key, user, counts, stop.Token)).ToList();
        for (var minute = 0; minute <= Minutes; minute++)
        {
            if (minute % Math.Max(1, Minutes / Rows) == 0 || minute == Minutes)
                await AddAsync(Month * minute / Minutes);
            if (minute == Minutes)
                break;
            await Task.Delay(Step);
            await sandbox.AdvanceAsync(Month / Minutes);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
        table.Print($"{Minutes} minutes with {Users} users, whose clock moves 30 days");
        var (_, reuse) = await sandbox.RefreshesAsync();
        Console.WriteLine(
            $"{await ActiveAsync(broker, keys)} of {2 * Users} connections are active; replaced refresh tokens that "
            + $"came again: {reuse}.\n");
        TableSizes.Print(Path.Combine(data.FullName, "musicauth.db"));

        async Task AddAsync(TimeSpan day)
        {
            var now = ProcessUsage.Read(broker.Id);
            table.Add(
                $"{day.TotalDays:0.0}", $"{counts.Requests:#,0}", $"{counts.Failed}", $"{now.Resident:0} MB",
                $"{now.Private:0} MB", $"{Directory.GetFiles($"/proc/{broker.Id}/fd").Length}",
                $"{Directory.GetDirectories($"/proc/{broker.Id}/task").Length}",
                $"{data.EnumerateFiles("musicauth.db*").Sum(file => file.Length) / 1024:#,0} KB",
                $"{now.Milliseconds / 1000:0.0} s", $"{(await sandbox.RefreshesAsync()).Refreshes}");
        }
    }

    private static async Task ReadAsync(
        ServerProcess broker, string key, int user, Counts counts, CancellationToken stop)
    {
        using var client = new PlainClient(broker.Address);
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        for (var round = user; !stop.IsCancellationRequested; round++)
        {
            using var response = await client.GetAsync(Mix[round % Mix.Length], CancellationToken.None);
            await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
            counts.Add(response.IsSuccessStatusCode);
            await Task.Delay(DelayPerUser, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<int> ActiveAsync(ServerProcess broker, List<string> keys)
    {
        var active = 0;
        using var client = new PlainClient(broker.Address);
        foreach (var key in keys)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
            using var connections = JsonDocument.Parse(await client.GetStringAsync("/me/connections"));
            active += connections.RootElement.GetProperty("items").EnumerateArray()
                .Count(connection => connection.GetProperty("state").GetString() == "active");
        }

        return active;
    }

    private sealed class Counts
    {
        private int _requests;
        private int _failed;

        public int Requests => _requests;

        public int Failed => _failed;

        public void Add(bool isSuccess)
        {
            Interlocked.Increment(ref _requests);
            if (!isSuccess) Interlocked.Increment(ref _failed);
        }
    }
}
