using System.Diagnostics;

namespace MusicAuth.Benchmarks.Measurements;

/// <summary>Measures reading and refreshing a token, with few and with many grants in the database.</summary>
internal static class TokenBenchmark
{
    private const int Few = 10;
    private const int Many = 100_000;
    private const int WarmUp = 300;
    private const int Reads = 5_000;
    private const int Refreshes = 1_000;
    private const double Limit = 1.1;

    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    public static async Task MeasureAsync()
    {
        var table = new MarkdownTable(
            "database", "what", $"with {Few}", $"with {Many:#,0}", "ratio", $"at most {Limit}");
        await using (var few = await SeededGrants.StartAsync(Few, Life))
        await using (var many = await SeededGrants.StartAsync(Many, Life))
            await MeasureAsync("SQLite", few, many, table);
        await using (var postgres = await PostgresServer.StartAsync())
        {
            if (postgres is not null) await MeasureAsync(postgres, table);
        }

        table.Print("One access token of a random user, "
            + $"medians of {Reads:#,0} reads and {Refreshes:#,0} refreshes each, "
            + "alternating call by call; the provider responds at once");
    }

    private static async Task MeasureAsync(PostgresServer postgres, MarkdownTable table)
    {
        await using var few = await SeededGrants.StartAsync(Few, Life, await postgres.NewDatabaseAsync());
        await using var many = await SeededGrants.StartAsync(Many, Life, await postgres.NewDatabaseAsync());
        await MeasureAsync("PostgreSQL", few, many, table);
    }

    private static async Task MeasureAsync(string database, SeededGrants few, SeededGrants many, MarkdownTable table)
    {
        await CompareAsync(few, many, WarmUp, ReadAsync);
        await CompareAsync(few, many, WarmUp, RefreshAsync);
        Add("reading a fresh token", await CompareAsync(few, many, Reads, ReadAsync));
        Add("a refresh", await CompareAsync(few, many, Refreshes, RefreshAsync));

        void Add(string operation, (double Few, double Many) median)
        {
            var ratio = median.Many / median.Few;
            table.Add(database, operation, $"{median.Few:#,0} µs", $"{median.Many:#,0} µs", $"{ratio:0.00}",
                ratio <= Limit ? "yes" : "**no**");
        }
    }

    // The calls alternate, so that a slow phase of the machine affects both.
    private static async Task<(double Few, double Many)> CompareAsync(
        SeededGrants few, SeededGrants many, int calls, Func<SeededGrants, Guid, Task<TimeSpan>> measure)
    {
        var random = new Random(1);
        List<double> ofFew = new(calls), ofMany = new(calls);
        for (var call = 0; call < calls; call++)
        {
            if (call % 2 == 0) await OnceAsync(few, ofFew);
            await OnceAsync(many, ofMany);
            if (call % 2 == 1) await OnceAsync(few, ofFew);
        }

        return (Statistics.Median(ofFew), Statistics.Median(ofMany));

        async Task OnceAsync(SeededGrants grants, List<double> times) =>
            times.Add((await measure(grants, grants.RandomUser(random))).TotalMicroseconds);
    }

    private static async Task<TimeSpan> ReadAsync(SeededGrants grants, Guid user)
    {
        var from = Stopwatch.GetTimestamp();
        var result = await grants.Tokens.GetAsync(user, StubTokenEndpoint.Name, CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(from);
        Fresh(result);
        return took;
    }

    private static async Task<TimeSpan> RefreshAsync(SeededGrants grants, Guid user)
    {
        var before = Fresh(await grants.Tokens.GetAsync(user, StubTokenEndpoint.Name, CancellationToken.None));
        var from = Stopwatch.GetTimestamp();
        var result = await grants.Tokens.ForceRefreshAsync(
            user, StubTokenEndpoint.Name, before.Generation, CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(from);
        return Fresh(result).Generation == before.Generation + 1
            ? took
            : throw new InvalidOperationException("The broker refreshed no token.");
    }

    private static TokenResult.Fresh Fresh(TokenResult result) =>
        result as TokenResult.Fresh ?? throw new InvalidOperationException($"Expected a token, got {result}.");
}
