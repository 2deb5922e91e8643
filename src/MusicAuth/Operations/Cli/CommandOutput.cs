using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace MusicAuth.Operations.Cli;

/// <summary>The output of commands: a table for people, JSON for programs.</summary>
internal static class CommandOutput
{
    private static readonly JsonSerializerOptions Json = JsonConventions.Create(writeIndented: true);

    public static string ToJson<T>(T value) => JsonSerializer.Serialize(value, Json);

    public static string Day(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "";

    public static Task WriteAsync<T>(
        ParseResult parsed, bool asJson, IReadOnlyList<T> rows, string[] titles, Func<T, string[]> toCells)
    {
        var output = parsed.InvocationConfiguration.Output;
        return asJson
            ? output.WriteLineAsync(ToJson(new { Items = rows }))
            : WriteTableAsync(output, [titles, .. rows.Select(toCells)]);
    }

    private static async Task WriteTableAsync(TextWriter output, IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => cell.PadRight(widths[column]));
            await output.WriteLineAsync(string.Join("  ", cells).TrimEnd());
        }
    }
}
