namespace MusicAuth.Benchmarks.Reporting;

/// <summary>Compares the results with the bounds.</summary>
internal sealed class BoundsTable
{
    private readonly MarkdownTable _table = new("bound", "at most", "measured", "met");

    public void AtMost(string bound, double limit, double measured, string unit = "") =>
        _table.Add(bound, $"{limit:#,0.##}{unit}", $"{measured:#,0.00}{unit}", Mark(measured <= limit));

    public void AtMost(string bound, double limit, Ratio measured) =>
        _table.Add(bound, $"{limit:0.##}", $"{measured}", Mark(measured.Median <= limit));

    public void AtLeast(string bound, double limit, Ratio measured) =>
        _table.Add(bound, $"at least {limit:0.##}", $"{measured}", Mark(measured.Median >= limit));

    public void Print() => _table.Print("Bounds");

    private static string Mark(bool isMet) => isMet ? "yes" : "**no**";
}
