namespace MusicAuth.Operations.Startup;

/// <summary>
/// Logs once a day which master keys the stored values need. The first count comes after the start, because it would
/// delay the start of a large database.
/// </summary>
internal sealed partial class MasterKeyUsageCheck(
    MasterKeyUsageReport report, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<MasterKeyUsageCheck> logger)
    : PeriodicService(Interval, lifetime, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    protected override Task RunRoundAsync(CancellationToken cancellationToken) => report.LogAsync(cancellationToken);

    protected override void LogFailure(Exception failure) => Log.NotCounted(logger, failure.GetType().Name);

    private static partial class Log
    {
        [LoggerMessage(8002, LogLevel.Warning, "The database did not return the number of values by master key "
            + "({Exception}); MusicAuth tries again in a day")]
        public static partial void NotCounted(ILogger logger, string exception);
    }
}
