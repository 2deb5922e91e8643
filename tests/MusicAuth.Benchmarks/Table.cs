namespace MusicAuth.Benchmarks;

/// <summary>A table in Markdown, as the documents have it.</summary>
internal sealed class Table(params string[] head)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Print(string title)
    {
        Console.WriteLine($"{title}\n");
        Row(head);
        Row([.. head.Select((_, column) => column == 0 ? "---" : "---:")]);
        _rows.ForEach(Row);
        Console.WriteLine();
    }

    private static void Row(string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");
}

internal static class Figures
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public static string Milliseconds(double value) => $"{value:#,0} ms";

    public static string Range(IReadOnlyCollection<double> values) => $"{values.Min():#,0}–{values.Max():#,0}";
}

/// <summary>The median of the ratios of rounds, and between which two of them it lies 19 times of 20.</summary>
internal readonly record struct Ratio(double Median, double Low, double High)
{
    private const double Normal = 1.96;

    // By ranks: nothing is supposed of how they scatter.
    public static Ratio Of(IEnumerable<double> ratios)
    {
        var sorted = ratios.Order().ToArray();
        var reach = Normal * Math.Sqrt(sorted.Length) / 2;
        var low = Math.Max(0, (int)Math.Floor((sorted.Length / 2.0) - reach));
        return new(Figures.Median(sorted), sorted[low], sorted[^(low + 1)]);
    }

    public override string ToString() => $"{Median:0.00} ({Low:0.00}–{High:0.00})";
}
