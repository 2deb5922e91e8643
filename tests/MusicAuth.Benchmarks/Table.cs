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

/// <summary>The ratio of two medians, and between what it lies 19 times of 20.</summary>
internal readonly record struct Ratio(double Median, double Low, double High)
{
    private const int Resamples = 2_000;
    private const double Tail = 0.025;

    /// <summary>By the bootstrap: rounds are drawn anew, both figures of a round together.</summary>
    public static Ratio Of(IReadOnlyList<double> ours, IReadOnlyList<double> theirs)
    {
        var random = new Random(1);
        var rounds = Enumerable.Range(0, ours.Count).ToArray();
        var ratios = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            var drawn = random.GetItems(rounds, rounds.Length);
            ratios[i] = Figures.Median(drawn.Select(round => ours[round]))
                / Figures.Median(drawn.Select(round => theirs[round]));
        }

        Array.Sort(ratios);
        return new(
            Figures.Median(ours) / Figures.Median(theirs), ratios[(int)(Resamples * Tail)],
            ratios[^((int)(Resamples * Tail) + 1)]);
    }

    public override string ToString() => $"{Median:0.00} ({Low:0.00}–{High:0.00})";
}
