using System.Globalization;

namespace MusicAuth.Benchmarks.Measurements;

/// <summary>Compares a cached response in a broker with few users and in one with many users.</summary>
/// <remarks>MUSICAUTH_BENCHMARK_USERS sets another number.</remarks>
internal static class UserCountBenchmark
{
    private const int Few = 10;
    private const int Rounds = 21;
    private const double Limit = 1.1;

    private static readonly int Many = int.Parse(
        Environment.GetEnvironmentVariable("MUSICAUTH_BENCHMARK_USERS") ?? "100000", CultureInfo.InvariantCulture);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    public static async Task MeasureAsync(string published, string peers, BoundsTable bounds)
    {
        await using var upstream = await ServerProcess.PeerAsync(peers, "upstream");
        await using var few = await SeededBroker.StartAsync(published, upstream, Few);
        await using var many = await SeededBroker.StartAsync(published, upstream, Many);
        BenchmarkTarget[] subjects = [few.NewTarget(), many.NewTarget()];
        using var calls = new PlainClient(upstream.Address);
        foreach (var subject in subjects)
        {
            subject.Check();
            await subject.WarmUpAsync(4 * Length);
        }

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var subject in round % 2 == 0 ? subjects : [.. subjects.Reverse()])
                await subject.MeasureAsync(Length, calls);
        }

        var table = new MarkdownTable("users", "requests/s", "min–max", "CPU a request", "resident memory");
        foreach (var (subject, broker) in subjects.Zip([few, many]))
        {
            table.Add(
                subject.Name, $"{subject.Rate:#,0}", Statistics.Range(subject.Rates), $"{subject.Cost:0.0} µs",
                $"{MachineInfo.Megabytes(broker.Broker.Id, "VmRSS"):0} MB");
        }

        table.Print("Cached passthrough of one user, with all users' keys and one short response of each in memory");
        bounds.AtMost(
            $"cached, CPU with {Many:#,0} users of that with {Few}", Limit, subjects[1].CostOf(subjects[0]));
    }
}
