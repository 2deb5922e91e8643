using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace MusicAuth.Benchmarks.Measurements;

/// <summary>Measures the check of an API key: with few and with many keys, and under a flood of invalid keys.</summary>
internal static class ApiKeyBenchmark
{
    private const int Few = 10;
    private const int Many = 100_000;
    private const int ChecksPerRound = 2_000;
    private const int Rounds = 400;
    private const int LookUps = 5_000;
    private const int InvalidKeys = 1_000_000;
    private const double Limit = 1.1;
    private const double LimitMicroseconds = 5;

    public static async Task MeasureAsync(string published)
    {
        var table = new MarkdownTable("what", $"with {Few}", $"with {Many:#,0}", "ratio", "held");
        await using (var few = await SeededApiKeys.StartAsync(Few))
        await using (var many = await SeededApiKeys.StartAsync(Many))
        {
            await few.WarmUpAsync();
            await many.WarmUpAsync();
            var before = many.Queries;
            var app = Compare(few, many, keys => keys.Keys[0]);
            var random = new Random(1);
            var all = Compare(few, many, keys => keys.RandomKey(random));
            Add("the same key, from memory", app);
            Add("a random key, from memory", all);
            Console.WriteLine(
                $"Database queries during {2 * Rounds * ChecksPerRound:#,0} checks: {many.Queries - before}\n");
            Add("an unknown valid key, from the database", await CompareLookUpsAsync(few, many, random));
            Add("an invalid key", await CompareWrongAsync(few, many));
        }

        table.Print($"The check of a key, medians of {Rounds} rounds of {ChecksPerRound:#,0} checks and of "
            + $"{LookUps:#,0} lookups, alternating");
        await FloodAsync(published);

        void Add(string operation, (double Few, double Many) median)
        {
            var ratio = median.Many / median.Few;
            var isCached = operation.EndsWith("memory", StringComparison.Ordinal);
            var isMet = ratio <= Limit && (!isCached || median.Many < LimitMicroseconds);
            table.Add(
                operation, $"{median.Few:0.00} µs", $"{median.Many:0.00} µs", $"{ratio:0.00}",
                isMet ? "yes" : "**no**");
        }
    }

    // The rounds alternate, so that a slow phase of the machine affects both.
    private static (double Few, double Many) Compare(
        SeededApiKeys few, SeededApiKeys many, Func<SeededApiKeys, string> choose)
    {
        List<double> ofFew = new(Rounds), ofMany = new(Rounds);
        for (var round = -Rounds / 10; round < Rounds; round++)
        {
            var (fewTime, manyTime) = (MeasureRound(few), MeasureRound(many));
            if (round < 0) continue;
            ofFew.Add(fewTime);
            ofMany.Add(manyTime);
        }

        return (Statistics.Median(ofFew), Statistics.Median(ofMany));

        double MeasureRound(SeededApiKeys keys)
        {
            var chosen = Enumerable.Range(0, ChecksPerRound).Select(_ => choose(keys)).ToArray();
            var from = Stopwatch.GetTimestamp();
            foreach (var key in chosen)
            {
                var check = keys.Check.ValidateAsync(key, CancellationToken.None);
                if (!check.IsCompletedSuccessfully || check.Result.Key is null)
                    throw new InvalidOperationException("A valid key was not in memory.");
            }

            return Stopwatch.GetElapsedTime(from).TotalMicroseconds / ChecksPerRound;
        }
    }

    private static Task<(double Few, double Many)> CompareLookUpsAsync(
        SeededApiKeys few, SeededApiKeys many, Random random) =>
        CompareCallsAsync(few, many, keys =>
        {
            var key = keys.RandomKey(random);
            keys.Check.EvictAll();
            return key;
        });

    private static Task<(double Few, double Many)> CompareWrongAsync(SeededApiKeys few, SeededApiKeys many) =>
        CompareCallsAsync(few, many, _ => ApiKeyFormat.Create());

    private static async Task<(double Few, double Many)> CompareCallsAsync(
        SeededApiKeys few, SeededApiKeys many, Func<SeededApiKeys, string> choose)
    {
        List<double> ofFew = new(LookUps), ofMany = new(LookUps);
        for (var call = 0; call < LookUps; call++)
        {
            ofFew.Add(await OnceAsync(few));
            ofMany.Add(await OnceAsync(many));
        }

        return (Statistics.Median(ofFew), Statistics.Median(ofMany));

        async Task<double> OnceAsync(SeededApiKeys keys)
        {
            var key = choose(keys);
            var from = Stopwatch.GetTimestamp();
            await keys.Check.ValidateAsync(key, CancellationToken.None);
            return Stopwatch.GetElapsedTime(from).TotalMicroseconds;
        }
    }

    private static async Task FloodAsync(string published)
    {
        var table = new MarkdownTable("wrong keys", "before", "after", "peak", "answers");
        var data = Directory.CreateTempSubdirectory("musicauth-flood-");
        await using (var sandboxProcess = await ServerProcess.SandboxAsync())
        await using (var broker = ServerProcess.Broker(published, data.FullName, sandboxProcess.Address))
        {
            await broker.WaitUntilOkAsync("/health/ready");
            using var client = new PlainClient(broker.Address);
            ConcurrentDictionary<HttpStatusCode, int> responses = new();
            await SendAsync(10_000);
            var before = MachineInfo.Megabytes(broker.Id, "VmRSS");
            await SendAsync(InvalidKeys);
            var sum = string.Join(", ", responses.OrderBy(response => response.Key)
                .Select(response => $"{(int)response.Key}: {response.Value:#,0}"));
            table.Add($"{InvalidKeys:#,0}", $"{before:0} MB", $"{MachineInfo.Megabytes(broker.Id, "VmRSS"):0} MB",
                $"{MachineInfo.Megabytes(broker.Id, "VmHWM"):0} MB", sum);

            Task SendAsync(int requests) => Parallel.ForEachAsync(
                Enumerable.Range(0, requests), new ParallelOptions { MaxDegreeOfParallelism = 16 },
                async (_, stop) =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, "/me");
                    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ApiKeyFormat.Create());
                    using var response = await client.SendAsync(request, stop);
                    responses.AddOrUpdate(response.StatusCode, 1, (_, count) => count + 1);
                });
        }

        data.Delete(recursive: true);
        table.Print("Invalid keys from one address, each a different one, after 10,000 for the warm-up");
    }
}
