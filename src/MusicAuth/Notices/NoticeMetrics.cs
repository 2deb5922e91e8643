using System.Diagnostics.Metrics;

namespace MusicAuth.Notices;

/// <summary>The meter <c>MusicAuth.Notices</c>.</summary>
internal sealed class NoticeMetrics
{
    public const string Meter = "MusicAuth.Notices";
    private const string Parked = "parked";

    private readonly Counter<long> _notices;
    private readonly TimeProvider _time;
    private volatile IReadOnlyDictionary<string, DateTimeOffset> _firstEnds =
        new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);

    public NoticeMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
#pragma warning disable CA2000 // The factory disposes its meters.
        var meter = meters.Create(Meter);
#pragma warning restore CA2000
        _notices = meter.CreateCounter<long>(
            "musicauth.notices", "{notice}", "Attempts to send a notice, by kind of channel and outcome");
        meter.CreateObservableGauge(
            "musicauth.consents.days_left", DaysLeft, "{day}",
            "The days until the first consent of a provider ends");
    }

    /// <summary>Begins the counters of notices that are given up at 0: an increase needs an earlier value.</summary>
    public void BeginAtZero()
    {
        foreach (var kind in Enum.GetValues<ChannelKind>())
            Record(kind, Parked, attempts: 0);
    }

    public void RecordAttempt(ChannelKind kind, bool isSent) => Record(kind, isSent ? "sent" : "failed");

    public void RecordParked(ChannelKind kind) => Record(kind, Parked);

    /// <param name="firstEnds">When the first of the active consents ends, by provider.</param>
    public void SetFirstEnds(IReadOnlyDictionary<string, DateTimeOffset> firstEnds) => _firstEnds = firstEnds;

    private void Record(ChannelKind kind, string outcome, int attempts = 1) =>
        _notices.Add(attempts, new("kind", kind.ToString().ToLowerInvariant()), new("outcome", outcome));

    private IEnumerable<Measurement<long>> DaysLeft()
    {
        var now = _time.GetUtcNow();
        return _firstEnds.Where(first => first.Value > now).Select(first => new Measurement<long>(
            GrantStatus.DaysUntil(first.Value, now)!.Value,
            new KeyValuePair<string, object?>("provider", first.Key)));
    }
}
