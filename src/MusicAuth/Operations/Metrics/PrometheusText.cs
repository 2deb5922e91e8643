using System.Globalization;
using System.Text;

namespace MusicAuth.Operations.Metrics;

/// <summary>
/// The text format 0.0.4 of Prometheus, with names after the rules of OpenTelemetry:
/// https://prometheus.io/docs/instrumenting/exposition_formats/
/// </summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<Metric> metrics)
    {
        var text = new StringBuilder();
        foreach (var metric in metrics)
        {
            var series = metric.Read();
            if (series.Count > 0) Write(text, metric, series);
        }

        return text.ToString();
    }

    public static string NameOf(Metric metric)
    {
        var unit = metric.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            // A unit in braces, such as {refresh}, is an annotation.
            null or "" or ['{', .., '}'] => "",
            var other =>
                throw new InvalidOperationException($"The unit {other} of {metric.Name} has no Prometheus suffix."),
        };
        return Name(metric.Name) + unit + (metric.Kind == MetricKind.Counter ? "_total" : "");
    }

    private static void Write(StringBuilder text, Metric metric, IReadOnlyList<MetricSeries> all)
    {
        var name = NameOf(metric);
        var kind = metric.Kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        };
        if (metric.Description is { Length: > 0 } description)
            text.Append("# HELP ").Append(name).Append(' ').Append(Escape(description)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(kind).Append('\n');
        foreach (var series in all)
        {
            if (metric.Kind == MetricKind.Histogram) WriteHistogram(text, name, metric, series);
            else WriteLine(text, name, metric, series.Labels, bound: null, series.Sum);
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, Metric metric, MetricSeries series)
    {
        var count = 0L;
        for (var bucket = 0; bucket < series.Buckets.Count; bucket++)
        {
            count += series.Buckets[bucket];
            var bound = bucket < metric.Bounds.Length ? Number(metric.Bounds[bucket]) : "+Inf";
            WriteLine(text, name + "_bucket", metric, series.Labels, bound, count);
        }

        WriteLine(text, name + "_sum", metric, series.Labels, bound: null, series.Sum);
        WriteLine(text, name + "_count", metric, series.Labels, bound: null, count);
    }

    private static void WriteLine(
        StringBuilder text, string name, Metric metric, MetricLabels labels, string? bound, double value)
    {
        text.Append(name);
        var separator = '{';
        for (var i = 0; i < metric.Tags.Count; i++)
        {
            // Prometheus treats an absent label as an empty one.
            if (labels[i] is { } label)
                Add(Name(metric.Tags[i]), Convert.ToString(label, CultureInfo.InvariantCulture)!);
        }

        if (bound is not null) Add("le", bound);
        if (separator == ',') text.Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');

        void Add(string label, string content)
        {
            text.Append(separator).Append(label).Append("=\"")
                .Append(Escape(content).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
            separator = ',';
        }
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Name(string name) => name.Replace('.', '_');

    private static string Escape(string text) => text
        .Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
