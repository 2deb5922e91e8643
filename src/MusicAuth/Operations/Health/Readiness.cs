using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MusicAuth.Operations.Health;

/// <summary>Whether the broker can serve requests. The log states the reasons, once for each change.</summary>
internal sealed partial class Readiness(
    HealthCheckService checks, IHostApplicationLifetime lifetime, ILogger<Readiness> logger)
{
    private string _loggedReasons = "";

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        // The server answers a moment before its start is complete.
        if (!lifetime.ApplicationStarted.IsCancellationRequested)
            return false;
        var report = await checks.CheckHealthAsync(cancellationToken);
        var reasons = string.Join("; ", report.Entries
            .Where(entry => entry.Value.Status == HealthStatus.Unhealthy)
            .Select(entry => ReasonOf(entry.Key, entry.Value))
            .Order(StringComparer.Ordinal));
        if (Interlocked.Exchange(ref _loggedReasons, reasons) != reasons)
            LogChange(reasons);
        return report.Status != HealthStatus.Unhealthy;
    }

    private void LogChange(string reasons)
    {
        if (reasons.Length == 0)
            Log.Ready(logger);
        else
            Log.NotReady(logger, reasons);
    }

    private static string ReasonOf(string name, HealthReportEntry entry) => entry.Exception is { } failure
        ? $"{name}: {failure.GetType().Name}"
        : $"{name}: {entry.Description}";

    private static partial class Log
    {
        [LoggerMessage(8030, LogLevel.Warning, "Not ready: {Reasons}")]
        public static partial void NotReady(ILogger logger, string reasons);

        [LoggerMessage(8031, LogLevel.Information, "Ready again")]
        public static partial void Ready(ILogger logger);
    }
}
