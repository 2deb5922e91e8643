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
