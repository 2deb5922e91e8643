namespace MusicAuth.Benchmarks.Reporting;

/// <summary>Prints a table in Markdown.</summary>
internal sealed class MarkdownTable(params string[] head)
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
