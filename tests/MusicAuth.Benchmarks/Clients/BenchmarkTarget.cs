using System.Diagnostics;

namespace MusicAuth.Benchmarks.Clients;

/// <summary>A request to a server, and its measurements.</summary>
internal sealed record BenchmarkTarget(string Name, ServerProcess Server, string Path, params string[] Headers)
{
    private const int Connections = 16;
    private const int MinBodyLength = 20_000;

    // A new response contains another time, whose length can differ.
    private const int LengthTolerance = 16;

    private readonly List<Round> _rounds = [];

    /// <summary>Requests per second.</summary>
    public double Rate => Statistics.Median(_rounds.Select(round => round.Rate));

    /// <summary>Processor time of the server's process per request, in microseconds.</summary>
    public double Cost => Statistics.Median(_rounds.Select(round => round.Cost));

    /// <summary>The share of the requests that reached the upstream.</summary>
    public double UpstreamCallsPerRequest => Statistics.Median(_rounds.Select(round => round.UpstreamCalls));

    /// <summary>The length of a response before the measurement.</summary>
    public int BodyLength { get; private set; }

    public IReadOnlyList<double> Rates => [.. _rounds.Select(round => round.Rate)];

    public IReadOnlyList<double> Costs => [.. _rounds.Select(round => round.Cost)];

    public Ratio CostOf(BenchmarkTarget other) => Ratio.Of(Costs, other.Costs);

    public Ratio RateOf(BenchmarkTarget other) => Ratio.Of(Rates, other.Rates);

    /// <summary>Checks that the server returns the expected response.</summary>
    public void Check()
    {
        using var caller = new RawHttpClient(Server.Address, RawHttpClient.Get(Server.Address, Path, Headers));
        for (var i = 0; i < 2; i++)
        {
            caller.Send();
            var (status, length) = caller.Receive();
            if (status != 200 || length < MinBodyLength)
                throw new InvalidOperationException($"{Name} answered {status} and {length} bytes.");
            BodyLength = length;
        }
    }

    public async Task WarmUpAsync(TimeSpan time) => await RunAsync(time, upstream: null);

    public async Task MeasureAsync(TimeSpan time, PlainClient upstream) =>
        _rounds.Add(await RunAsync(time, upstream));

    private async Task<Round> RunAsync(TimeSpan time, PlainClient? upstream)
    {
        var request = RawHttpClient.Get(Server.Address, Path, Headers);
        var callers = Enumerable.Range(0, Connections)
            .Select(_ => new RawHttpClient(Server.Address, request))
            .ToArray();
        try
        {
            var before = await CallsAsync(upstream);
            var cpu = Server.ProcessorTime;
            var from = Stopwatch.GetTimestamp();
            var requests = RunCallers(callers, time);
            var took = Stopwatch.GetElapsedTime(from);
            cpu = Server.ProcessorTime - cpu;
            return new Round(
                requests / took.TotalSeconds, cpu.TotalMicroseconds / requests,
                (await CallsAsync(upstream) - before) / (double)requests);
        }
        finally
        {
            foreach (var caller in callers) caller.Dispose();
        }
    }

    // One thread is enough: while it reads a response, the server handles the other fifteen requests.
    private int RunCallers(RawHttpClient[] callers, TimeSpan time)
    {
        var requests = 0;
        var from = Stopwatch.GetTimestamp();
        foreach (var caller in callers) caller.Send();
        while (Stopwatch.GetElapsedTime(from) < time)
        {
            foreach (var caller in callers)
            {
                Receive(caller);
                caller.Send();
            }
        }

        foreach (var caller in callers) Receive(caller);
        return requests;

        void Receive(RawHttpClient caller)
        {
            var (status, length) = caller.Receive();
            if (status != 200 || Math.Abs(length - BodyLength) > LengthTolerance)
                throw new InvalidOperationException($"{Name} answered {status} and {length} bytes.");
            requests++;
        }
    }

    private static async Task<long> CallsAsync(PlainClient? upstream) => upstream is null
        ? 0
        : long.Parse(await upstream.GetStringAsync("/calls"), System.Globalization.CultureInfo.InvariantCulture);

    private readonly record struct Round(double Rate, double Cost, double UpstreamCalls);
}
