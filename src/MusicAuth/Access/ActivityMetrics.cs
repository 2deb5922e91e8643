using System.Diagnostics.Metrics;

namespace MusicAuth.Access;

/// <summary>What the activity counts, under the meter <c>MusicAuth.Access</c>.</summary>
public sealed class ActivityMetrics
{
    public const string Meter = "MusicAuth.Access";

    private readonly Counter<long> _rows;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _anomalies;

    public ActivityMetrics(IMeterFactory meters)
    {
#pragma warning disable CA2000 // The factory disposes what it makes.
        var meter = meters.Create(Meter);
#pragma warning restore CA2000
        _rows = meter.CreateCounter<long>(
            "musicauth.activity.rows", "{row}", "Lines of activity written in batches, or added to");
        _dropped = meter.CreateCounter<long>(
            "musicauth.activity.dropped", "{event}", "Events that are in no line: too many waited for the database");
        _anomalies = meter.CreateCounter<long>(
            "musicauth.activity.anomalies", "{anomaly}", "Oddities found in the activity, by flag");
    }

    public void Wrote(int rows) => _rows.Add(rows);

    public void Dropped(long events) => _dropped.Add(events);

    public void Found(string flag) => _anomalies.Add(1, new KeyValuePair<string, object?>("flag", flag));
}
