using System.Diagnostics.Metrics;

namespace MusicAuth.Operations.Metrics;

/// <summary>Collects the measurements of the exported instruments while the server runs.</summary>
internal sealed class MetricCollector : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Metric> _metrics = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly IMeterFactory _meters;

    public MetricCollector(IMeterFactory meters)
    {
        _meters = meters;
        _listener.InstrumentPublished = Listen;
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, metric) => Measure(value, tags, metric));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, metric) => Measure(value, tags, metric));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, metric) => Measure(value, tags, metric));
    }

    public void Start() => _listener.Start();

    public string Write()
    {
        lock (_lock)
        {
            foreach (var metric in _metrics.Values)
            {
                if (metric.IsObservable) metric.Reset();
            }

            _listener.RecordObservableInstruments();
            return PrometheusText.Write(
                _metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal).Select(metric => metric.Value));
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Listen(Instrument instrument, MeterListener listener)
    {
        // Meters of the runtime have no scope. Meters of another host in this process have another scope.
        var isOurs = instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, _meters);
        if (!isOurs || MetricCatalog.TagsOf(instrument) is not { } tags) return;
        Metric? metric;
        lock (_lock)
        {
            if (!_metrics.TryGetValue(instrument.Name, out metric))
                _metrics.Add(instrument.Name, metric = new Metric(instrument, tags));
        }

        listener.EnableMeasurementEvents(instrument, metric);
    }

    private static void Measure(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? metric) =>
        ((Metric)metric!).Record(value, tags);
}
