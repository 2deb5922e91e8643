using System.Diagnostics.Metrics;

namespace MusicAuth.Operations.Metrics;

/// <summary>The measurements of an instrument since the start, by its exported tags.</summary>
internal sealed class Metric(Instrument instrument, IReadOnlyList<string> tags)
{
    // A limit, so that a tag with too many values cannot fill the memory.
    private const int MostSeries = 1_000;

    // OpenTelemetry's default bounds.
    private static readonly double[] DefaultBounds =
        [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000];

    private readonly Lock _lock = new();
    private readonly Dictionary<MetricLabels, State> _series = [];
    private readonly bool _isGaugeOfValues = Is(instrument, typeof(Gauge<>), typeof(ObservableGauge<>));
    // Consecutive measurements usually have the same labels: comparing them is faster than a lookup.
    private (MetricLabels Labels, State? State) _last;

    public string Name => instrument.Name;

    public string? Unit => instrument.Unit;

    public string? Description => instrument.Description;

    public IReadOnlyList<string> Tags => tags;

    public bool IsObservable => instrument.IsObservable;

    public MetricKind Kind { get; } =
        Is(instrument, typeof(Histogram<>)) ? MetricKind.Histogram
        : Is(instrument, typeof(Counter<>), typeof(ObservableCounter<>)) ? MetricKind.Counter
        : MetricKind.Gauge;

    public double[] Bounds { get; } = instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised],
        _ => DefaultBounds,
    };

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> measured)
    {
        var labels = Labels(measured);
        lock (_lock)
        {
            if (_last.State is not { } state || _last.Labels != labels)
                _last = (labels, state = Series(labels));
            state.Sum = _isGaugeOfValues ? value : state.Sum + value;
            if (Kind == MetricKind.Histogram) state.Buckets[BucketOf(value)]++;
        }
    }

    /// <summary>Clears an observable instrument before its next observation, so that old series disappear.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _series.Clear();
            _last = default;
        }
    }

    public IReadOnlyList<MetricSeries> Read()
    {
        lock (_lock)
        {
            // An unused counter is exported as 0: a rate needs a value before the first increment.
            return _series.Count == 0 && tags is [] && Kind == MetricKind.Counter
                ? [new MetricSeries(default, 0, [])]
                : [.. _series.Select(entry => new MetricSeries(entry.Key, entry.Value.Sum, [.. entry.Value.Buckets]))];
        }
    }

    private State Series(MetricLabels labels)
    {
        if (_series.TryGetValue(labels, out var state)) return state;
        if (_series.Count >= MostSeries) labels = MetricLabels.Overflow;
        if (!_series.TryGetValue(labels, out state))
            _series.Add(labels, state = new State(Kind == MetricKind.Histogram ? Bounds.Length + 1 : 0));
        return state;
    }

    private int BucketOf(double value)
    {
        var (bounds, bucket) = (Bounds, 0);
        while (bucket < bounds.Length && value > bounds[bucket]) bucket++;
        return bucket;
    }

    private MetricLabels Labels(ReadOnlySpan<KeyValuePair<string, object?>> measured) => tags.Count switch
    {
        0 => default,
        1 => new(Find(measured, tags[0]), null, null),
        2 => new(Find(measured, tags[0]), Find(measured, tags[1]), null),
        MetricLabels.MaxCount => new(Find(measured, tags[0]), Find(measured, tags[1]), Find(measured, tags[2])),
        _ => throw new InvalidOperationException($"{Name} exports more than {MetricLabels.MaxCount} tags."),
    };

    private static object? Find(ReadOnlySpan<KeyValuePair<string, object?>> measured, string tag)
    {
        foreach (var (key, value) in measured)
        {
            if (key == tag) return value;
        }

        return null;
    }

    private static bool Is(Instrument instrument, params ReadOnlySpan<Type> kinds) =>
        instrument.GetType() is { IsGenericType: true } type && kinds.Contains(type.GetGenericTypeDefinition());

    private sealed class State(int buckets)
    {
        public double Sum { get; set; }

        public long[] Buckets { get; } = buckets == 0 ? [] : new long[buckets];
    }
}
