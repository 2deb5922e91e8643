using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using MusicAuth.Tests.Backups;
using MusicAuth.Tests.Operations.Tracing;
using OpenTelemetry.Metrics;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Metrics;

/// <summary>The metrics that MusicAuth exports over OTLP are those of <c>/metrics</c>.</summary>
public sealed partial class MetricsExportTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musicauth-backup-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Every_metric_with_a_value_is_exported_and_no_other()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var broker = await Broker.StartAsync(new Dictionary<string, string?>(collector.Settings)
        {
            ["Backup:Directory"] = _folder.FullName,
            ["Backup:Passphrase"] = BackupTest.Passphrase,
        });
        using var dora = await broker.OwnedByAsync("dora");
        await dora.GetAsync("/me/playlists");
        broker.Clock.Advance(TimeSpan.FromHours(25));
        await Eventually.IsTrueAsync(async () =>
            (await MetricsText.ReadAsync(dora)).Text.Contains("\nmusicauth_backup_age_seconds "));
        var shown = InstrumentsOf(await MetricsText.ReadAsync(dora)).ToList();

        broker.Services.GetRequiredService<MeterProvider>().ForceFlush().ShouldBeTrue();

        var exported = collector.Metrics.SelectMany(OtlpMetrics.NamesIn).ToHashSet(StringComparer.Ordinal);
        shown.ShouldContain("musicauth.backup.age");
        shown.Count.ShouldBeGreaterThan(20);
        shown.Except(exported).ShouldBeEmpty("/metrics shows them, but the export does not contain them");
        exported.Except(MetricCatalog.All.Select(metric => metric.Instrument))
            .ShouldBeEmpty("the catalogue does not contain them");
    }

    // A counter that was never used is 0 in /metrics, and absent from OTLP.
    private static IEnumerable<string> InstrumentsOf(MetricsText metrics)
    {
        var names = metrics.Lines.Where(line => line[0] != '#' && !IsUnusedCounter(line))
            .Select(line => line[..line.IndexOfAny(['{', ' '])]).ToHashSet(StringComparer.Ordinal);
        return MetricCatalog.All.Select(metric => metric.Instrument)
            .Where(instrument => names.Any(name => IsSeriesOf(name, instrument.Replace('.', '_'))));
    }

    private static bool IsUnusedCounter(string line) =>
        line.EndsWith(" 0", StringComparison.Ordinal) && line.Contains("_total ", StringComparison.Ordinal);

    private static bool IsSeriesOf(string name, string instrument) =>
        name.StartsWith(instrument, StringComparison.Ordinal) && Suffix().IsMatch(name[instrument.Length..]);

    [GeneratedRegex(
        "^(_seconds|_bytes)?(_total)?(_bucket|_count|_sum)?$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Suffix();
}
