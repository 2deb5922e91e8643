using System.Diagnostics.Metrics;
using System.Text.Json;

namespace MusicAuth.Access.Audit;

/// <summary>The metrics of the audit log, under the meter <c>MusicAuth.Access</c>.</summary>
internal sealed class AuditMetrics
{
    public const string Meter = "MusicAuth.Access";

    private static readonly AuditAnomalyKinds[] Counted =
        [AuditAnomalyKinds.NewNetwork, AuditAnomalyKinds.TenfoldRate, AuditAnomalyKinds.ManyRefusals];

    private readonly Counter<long> _rows;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _anomalies;

    public AuditMetrics(IMeterFactory meters)
    {
#pragma warning disable CA2000 // The factory disposes its meters.
        var meter = meters.Create(Meter);
#pragma warning restore CA2000
        _rows = meter.CreateCounter<long>(
            "musicauth.activity.rows", "{row}", "Entries of the audit log that the broker has added or updated");
        _dropped = meter.CreateCounter<long>(
            "musicauth.activity.dropped", "{event}", "Events that the audit log has lost");
        _anomalies = meter.CreateCounter<long>(
            "musicauth.activity.anomalies", "{anomaly}", "Anomalies in the audit log, by flag");
    }

    /// <summary>The name of an anomaly in metrics and in the log.</summary>
    public static string NameOf(AuditAnomalyKinds anomaly) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(anomaly.ToString());

    /// <summary>Begins the counters of anomalies at 0, because an increase needs an earlier value.</summary>
    public void BeginAtZero()
    {
        foreach (var anomaly in Counted)
            _anomalies.Add(0, new KeyValuePair<string, object?>("flag", NameOf(anomaly)));
    }

    public void RecordWritten(int rows) => _rows.Add(rows);

    public void RecordDropped(long events) => _dropped.Add(events);

    public void RecordAnomaly(string flag) => _anomalies.Add(1, new KeyValuePair<string, object?>("flag", flag));
}
