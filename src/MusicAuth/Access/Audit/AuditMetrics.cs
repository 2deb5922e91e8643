using System.Diagnostics.Metrics;

namespace MusicAuth.Access.Audit;

/// <summary>What the activity counts, under the meter <c>MusicAuth.Access</c>.</summary>
public sealed class AuditMetrics
{
    public const string Meter = "MusicAuth.Access";

    private readonly Counter<long> _rows;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _anomalies;

    public AuditMetrics(IMeterFactory meters)
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

    public void RecordWritten(int rows) => _rows.Add(rows);

    public void RecordDropped(long events) => _dropped.Add(events);

    public void RecordAnomaly(string flag) => _anomalies.Add(1, new KeyValuePair<string, object?>("flag", flag));
}
