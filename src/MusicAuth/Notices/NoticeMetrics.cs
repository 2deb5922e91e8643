using System.Diagnostics.Metrics;

namespace MusicAuth.Notices;

/// <summary>The meter <c>MusicAuth.Notices</c>.</summary>
internal sealed class NoticeMetrics
{
    public const string Meter = "MusicAuth.Notices";

    private readonly Counter<long> _notices;
    private volatile IReadOnlyDictionary<string, int> _daysLeft = new Dictionary<string, int>(StringComparer.Ordinal);

    public NoticeMetrics(IMeterFactory meters)
    {
#pragma warning disable CA2000 // The factory disposes its meters.
        var meter = meters.Create(Meter);
#pragma warning restore CA2000
        _notices = meter.CreateCounter<long>(
            "musicauth.notices", "{notice}", "Attempts to send a notice, by kind of channel and outcome");
        meter.CreateObservableGauge(
            "musicauth.consents.days_left", DaysLeft, "{day}",
            "The days until the first consent of a provider ends");
    }

    public void RecordAttempt(ChannelKind kind, bool isSent) => Record(kind, isSent ? "sent" : "failed");

    public void RecordParked(ChannelKind kind) => Record(kind, "parked");

    /// <param name="daysLeft">The fewest days of an active consent, by provider.</param>
    public void SetDaysLeft(IReadOnlyDictionary<string, int> daysLeft) => _daysLeft = daysLeft;

    private void Record(ChannelKind kind, string outcome) =>
        _notices.Add(1, new("kind", kind.ToString().ToLowerInvariant()), new("outcome", outcome));

    private IEnumerable<Measurement<long>> DaysLeft() => _daysLeft.Select(provider =>
        new Measurement<long>(provider.Value, new KeyValuePair<string, object?>("provider", provider.Key)));
}
