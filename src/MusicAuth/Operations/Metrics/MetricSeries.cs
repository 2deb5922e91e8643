namespace MusicAuth.Operations.Metrics;

/// <summary>The value of a metric for one set of labels.</summary>
/// <param name="Buckets">The count of each bucket, not cumulative; empty unless the metric is a histogram.</param>
internal sealed record MetricSeries(MetricLabels Labels, double Sum, IReadOnlyList<long> Buckets);
