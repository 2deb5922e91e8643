using System.Globalization;
using Shouldly;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>A response of <c>/metrics</c>, line by line.</summary>
public sealed record MetricsText(string Text)
{
    public IReadOnlyList<string> Lines { get; } = Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The value of a series, named as in the text.</summary>
    public double this[string series]
    {
        get
        {
            var line = Lines.SingleOrDefault(line => line.StartsWith(series + " "));
            line.ShouldNotBeNull($"no line {series} in\n{Text}");
            return double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture);
        }
    }

    public static async Task<MetricsText> ReadAsync(Browser owner)
    {
        using var answer = await owner.Client.GetAsync("/metrics");
        return new MetricsText(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
    }
}
