using System.Diagnostics;
using System.Text.Json;

namespace MusicAuth.Benchmarks.Measurements;

/// <summary>Compares reading 500 of 5,320 favourites through the broker and page by page from the provider.</summary>
internal static class FavoritesBenchmark
{
    private const int Rounds = 20;
    private const int ItemCount = 500;
    private const int Latency = 40;

    public static async Task RunAsync(string published)
    {
        await using var sandboxProcess = await ServerProcess.SandboxAsync();
        using var sandbox = new SandboxClient(sandboxProcess.Address);
        var data = Directory.CreateTempSubdirectory("musicauth-favorites-");
        await using (var broker = ServerProcess.Broker(published, data.FullName, sandboxProcess.Address))
        {
            await broker.WaitUntilOkAsync("/health/ready");
            using var alma = await SignedInUser.SignInAsync("alma", broker, sandbox, "spotify");
            using var direct = new PlainClient(sandboxProcess.Address);
            direct.DefaultRequestHeaders.Authorization = new("Bearer", await sandbox.TokenAsync("alma"));
            ReadStrategy[] strategies =
            [
                new("broker, `limit=500`", async () => await ReadAsync(alma, $"/me/favorites?limit={ItemCount}")),
                new("broker, `limit=500`, a list never read before",
                    Prepare: async round => await PrepareNewUserAsync(round, broker, sandbox)),
                new("broker, `limit=50`, following `next`",
                    async () => await ReadAsync(alma, "/me/favorites?limit=50")),
                new("direct, pages of 50 in sequence", async () => await ReadAsync(direct, 50)),
                new("direct, pages of 20 in sequence", async () => await ReadAsync(direct, 20)),
            ];
            await RequireEqualAsync(strategies);
            await sandbox.ControlAsync("faults", new { latency_ms = Latency });
            for (var round = 0; round < Rounds; round++)
            {
                // In five rounds each strategy has each place in the order once.
                for (var place = 0; place < strategies.Length; place++)
                    await strategies[(round + place) % strategies.Length].MeasureAsync(round);
            }

            Print(strategies, await sandbox.MaxConcurrencyAsync());
        }

        data.Delete(recursive: true);
    }

    private static void Print(ReadStrategy[] strategies, int maxConcurrency)
    {
        var fifty = strategies[3].Median;
        var twenty = strategies[4].Median;
        var table = new MarkdownTable("500 favourites", "median", "min–max", "of pages of 50", "of pages of 20");
        foreach (var strategy in strategies)
        {
            table.Add(strategy.Name, Statistics.Milliseconds(strategy.Median), Statistics.Range(strategy.Times),
                $"{strategy.Median / fifty:0.00}", $"{strategy.Median / twenty:0.00}");
        }

        table.Print($"{Latency} ms before every response of Spotify, {Rounds} alternating rounds, "
            + $"at most {maxConcurrency} calls at once");
    }

    // The comparison is only valid if all strategies read the same items.
    private static async Task RequireEqualAsync(ReadStrategy[] strategies)
    {
        IReadOnlyList<string>? expected = null;
        foreach (var strategy in strategies)
        {
            var ids = await (await strategy.PrepareAsync(-1))();
            // A new user has other favourites.
            if (strategy.Prepare is null) expected ??= ids;
            var isSame = strategy.Prepare is not null || ids.SequenceEqual(expected!, StringComparer.Ordinal);
            if (!isSame || ids.Distinct(StringComparer.Ordinal).Count() != ItemCount)
                throw new InvalidOperationException($"{strategy.Name} read other items.");
        }
    }

    private static async Task<Func<Task<IReadOnlyList<string>>>> PrepareNewUserAsync(
        int round, ServerProcess broker, SandboxClient sandbox)
    {
        var name = $"newcomer{round + 1}";
        await sandbox.ControlAsync("users", new
        {
            people = new[] { new { name, spotify = new { playlists = 1, favorites = 5_320 } } },
        });
        var user = await SignedInUser.SignInAsync(name, broker, sandbox, "spotify");
        return async () =>
        {
            using (user) return await ReadAsync(user, $"/me/favorites?limit={ItemCount}");
        };
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(SignedInUser user, string first)
    {
        var ids = new List<string>(ItemCount);
        for (var path = first; ids.Count < ItemCount;)
        {
            var page = await user.GetAsync(path);
            ids.AddRange(page.GetProperty("items").EnumerateArray()
                .Select(track => track.GetProperty("id").GetString()!));
            path = page.GetProperty("next").GetString()!;
        }

        return ids;
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(PlainClient spotify, int size)
    {
        var ids = new List<string>(ItemCount);
        while (ids.Count < ItemCount)
        {
            using var page = JsonDocument.Parse(
                await spotify.GetByteArrayAsync($"/spotify/v1/me/tracks?limit={size}&offset={ids.Count}"));
            ids.AddRange(page.RootElement.GetProperty("items").EnumerateArray()
                .Select(item => item.GetProperty("track").GetProperty("id").GetString()!));
        }

        return ids;
    }

    private sealed record ReadStrategy(
        string Name,
        Func<Task<IReadOnlyList<string>>>? Read = null,
        Func<int, Task<Func<Task<IReadOnlyList<string>>>>>? Prepare = null)
    {
        public List<double> Times { get; } = [];

        public double Median => Statistics.Median(Times);

        public Task<Func<Task<IReadOnlyList<string>>>> PrepareAsync(int round) =>
            Prepare?.Invoke(round) ?? Task.FromResult(Read!);

        public async Task MeasureAsync(int round)
        {
            var read = await PrepareAsync(round);
            var from = Stopwatch.GetTimestamp();
            await read();
            Times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }
    }
}
