using System.Collections.Concurrent;
using System.Globalization;
using Xunit;

[assembly: AssemblyFixture(typeof(CrashTable))]

namespace MusicAuth.EndToEnd.Crashes.Kills;

/// <summary>Prints the results of the cycles at the end of a run by hand.</summary>
public sealed class CrashTable : IDisposable
{
    private readonly ConcurrentQueue<(string Point, Rotation Rotation, CrashOutcome Outcome)> _cycles = new();

    public void Dispose()
    {
        if (_cycles.IsEmpty) return;
        string[] head =
        [
            "| point | rotation | cycles | active | lost_in_flight | reuse | longest restart | longest call |",
            "|---|---|---:|---:|---:|---:|---:|---:|",
        ];
        Write([.. head, .. Rows(cycle => cycle.Point), .. Rows(static _ => "all")]);
    }

    /// <summary>Prints the results of one kill point, because a long run can be stopped before its end.</summary>
    internal void Print(string point) => Write(Rows(cycle => cycle.Point).Where(row => row.StartsWith($"| {point} |")));

    internal void Add(string point, Rotation rotation, CrashOutcome outcome) =>
        _cycles.Enqueue((point, rotation, outcome));

    private IEnumerable<string> Rows(Func<(string Point, Rotation Rotation, CrashOutcome Outcome), string> by) =>
        _cycles.GroupBy(cycle => (Point: by(cycle), cycle.Rotation)).OrderBy(row => row.Key.Rotation)
            .Select(row => Line(row.Key.Point, row.Key.Rotation, [.. row.Select(cycle => cycle.Outcome)]));

    private static void Write(IEnumerable<string> lines)
    {
        if (CrashPlan.IsByHand) Console.Out.WriteLine(string.Join(Environment.NewLine, lines));
    }

    private static string Line(string point, Rotation rotation, CrashOutcome[] cycles) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {point} | {rotation} | {cycles.Length} | {cycles.Sum(cycle => cycle.Active)} "
        + $"| {cycles.Sum(cycle => cycle.Lost)} | {cycles.Sum(cycle => cycle.Reuse)} "
        + $"| {cycles.Max(cycle => cycle.StartDuration).TotalSeconds:0.0} s "
        + $"| {cycles.Max(cycle => cycle.LongestCall).TotalSeconds:0.0} s |");
}
