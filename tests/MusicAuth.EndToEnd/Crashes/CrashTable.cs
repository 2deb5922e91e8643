using System.Collections.Concurrent;
using System.Globalization;
using MusicAuth.EndToEnd.Crashes;
using MusicAuth.EndToEnd.Infrastructure;
using Xunit;

[assembly: AssemblyFixture(typeof(CrashTable))]

namespace MusicAuth.EndToEnd.Crashes;

/// <summary>What the cycles of a run by hand came to, printed at its end.</summary>
public sealed class CrashTable : IDisposable
{
    private readonly ConcurrentQueue<(string Point, Rotation Rotation, CrashOutcome Outcome)> _cycles = new();

    public void Dispose()
    {
        if (_cycles.IsEmpty || !CrashPlan.IsByHand) return;
        var lines = _cycles.GroupBy(cycle => (cycle.Point, cycle.Rotation)).OrderBy(row => row.Key.Rotation)
            .Select(row => Line(row.Key.Point, row.Key.Rotation, [.. row.Select(cycle => cycle.Outcome)]));
        var sums = _cycles.GroupBy(cycle => cycle.Rotation).OrderBy(row => row.Key)
            .Select(row => Line("all", row.Key, [.. row.Select(cycle => cycle.Outcome)]));
        string[] head =
        [
            "| point | rotation | cycles | active | lost_in_flight | reuse | longest restart | longest answer |",
            "|---|---|---:|---:|---:|---:|---:|---:|",
        ];
        Console.Out.WriteLine(string.Join(Environment.NewLine, [.. head, .. lines, .. sums]));
    }

    internal void Add(string point, Rotation rotation, CrashOutcome outcome) =>
        _cycles.Enqueue((point, rotation, outcome));

    private static string Line(string point, Rotation rotation, CrashOutcome[] cycles) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {point} | {rotation} | {cycles.Length} | {cycles.Sum(cycle => cycle.Active)} "
        + $"| {cycles.Sum(cycle => cycle.Lost)} | {cycles.Sum(cycle => cycle.Reuse)} "
        + $"| {cycles.Max(cycle => cycle.Start).TotalSeconds:0.0} s "
        + $"| {cycles.Max(cycle => cycle.Served).TotalSeconds:0.0} s |");
}
