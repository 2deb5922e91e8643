using System.Diagnostics.Metrics;

namespace MusicAuth.Backups.Schedule;

/// <summary>The meter <c>MusicAuth.Backups</c>.</summary>
internal sealed class BackupMetrics
{
    public const string Meter = "MusicAuth.Backups";

    private readonly TimeProvider _time;
    private DateTimeOffset? _lastGoodAt;

    public BackupMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
#pragma warning disable CA2000 // The factory disposes its meters.
        var meter = meters.Create(Meter);
#pragma warning restore CA2000
        meter.CreateObservableGauge("musicauth.backup.age", Age, "s", "The age of the last good backup");
    }

    public void SetLastGood(DateTimeOffset? at) => _lastGoodAt = at;

    private IEnumerable<Measurement<double>> Age() =>
        _lastGoodAt is { } at ? [new Measurement<double>((_time.GetUtcNow() - at).TotalSeconds)] : [];
}
