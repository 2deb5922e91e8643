using System.Text.Json;

namespace MusicAuth.Benchmarks.Processes;

/// <summary>The points (0 to 100), milliseconds and layout shift of one load of a page.</summary>
internal sealed record LighthouseReport(
    double Performance,
    double Accessibility,
    double FirstPaint,
    double LargestPaint,
    double BlockingTime,
    double LayoutShift)
{
    /// <returns>Null if Lighthouse could not measure this load.</returns>
    public static async Task<LighthouseReport?> ReadAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        using var document = await JsonDocument.ParseAsync(stream);
        var root = document.RootElement;
        if (root.TryGetProperty("runtimeError", out _)) return null;
        return new(
            Points("performance"), Points("accessibility"), Value("first-contentful-paint"),
            Value("largest-contentful-paint"), Value("total-blocking-time"), Value("cumulative-layout-shift"));

        double Points(string category) =>
            Math.Round(100 * root.GetProperty("categories").GetProperty(category).GetProperty("score").GetDouble());

        double Value(string audit) =>
            root.GetProperty("audits").GetProperty(audit).GetProperty("numericValue").GetDouble();
    }
}
