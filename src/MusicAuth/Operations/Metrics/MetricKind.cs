namespace MusicAuth.Operations.Metrics;

internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
