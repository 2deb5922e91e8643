namespace MusicAuth.Operations.Metrics;

/// <summary>One line of a metric, or the lines of one histogram.</summary>
/// <param name="Buckets">How many values fell into each bucket alone; empty where it is no histogram.</param>
internal sealed record MetricSeries(MetricLabels Labels, double Sum, IReadOnlyList<long> Buckets);
