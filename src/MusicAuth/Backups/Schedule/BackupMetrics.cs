using System.Diagnostics.Metrics;

namespace MusicAuth.Backups.Schedule;

/// <summary>The meter <c>MusicAuth.Backups</c>.</summary>
internal sealed class BackupMetrics
{
    public const string Meter = "MusicAuth.Backups";

    private readonly TimeProvider _time;
    private volatile BackupTimes _times = BackupTimes.Unknown;

    public BackupMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
#pragma warning disable CA2000 // The factory disposes its meters.
        var meter = meters.Create(Meter);
#pragma warning restore CA2000
        meter.CreateObservableGauge(
            "musicauth.backup.age", () => Since(LastGoodAt), "s", "The age of the last good backup");
        meter.CreateObservableGauge(
            "musicauth.backup.missing", () => Since(LastGoodAt is null ? _times.FirstUserAt : null), "s",
            "How long users have had no backup with a known time");
    }

    private DateTimeOffset? LastGoodAt => BackupTimes.Plausible(_times.LastGoodAt, _time.GetUtcNow());

    public void SetTimes(BackupTimes times) => _times = times;

    private IEnumerable<Measurement<double>> Since(DateTimeOffset? at) => at is { } time
        ? [new Measurement<double>(Math.Max(0, (_time.GetUtcNow() - time).TotalSeconds))]
        : [];
}
