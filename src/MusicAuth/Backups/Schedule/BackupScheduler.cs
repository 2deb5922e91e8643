using Microsoft.Extensions.Options;

namespace MusicAuth.Backups.Schedule;

/// <summary>Makes backups by schedule. One replica makes each.</summary>
internal sealed partial class BackupScheduler(
    IOptions<BackupOptions> options, ScheduledBackup backup, LastBackup last, ScopedServices scopes,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<BackupScheduler> logger)
    : PeriodicService(Interval, lifetime, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    // Longer than a backup takes.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private const string Unexpected =
        "MusicAuth could not make the backup. Look into the log of MusicAuth for the reason.";

    private readonly TimeProvider _time = time;

    private TimeSpan Every => TimeSpan.FromHours(options.Value.Hours);

    protected override async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        backup.DeleteAbandoned();
        await last.RefreshAsync(cancellationToken);
        if (!options.Value.IsScheduled || !await IsDueAsync(cancellationToken))
            return;
        await MakeAsync(cancellationToken);
        await last.RefreshAsync(cancellationToken);
    }

    protected override void LogFailure(Exception failure) => Log.RoundFailed(logger, failure);

    private async Task<bool> IsDueAsync(CancellationToken cancellationToken) =>
        !(BackupTimes.Plausible(last.MadeAt, _time.GetUtcNow()) > _time.GetUtcNow() - Every)
        && await scopes.UseAsync((UserStore users) => users.AnyAsync(cancellationToken))
        && await scopes.UseAsync((BackupStateStore store) => store.TryBeginAsync(
            Every, Patience, cancellationToken));

    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await backup.MakeAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is BackupException or MasterKeyUnusableException)
        {
            Log.Failed(logger, failure.Message);
            await RecordAsync(failure.Message, cancellationToken);
        }
        // The owner learns of every failure; the log has the details of an unexpected one.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            await RecordAsync(Unexpected, cancellationToken);
            throw;
        }
    }

    private Task RecordAsync(string error, CancellationToken cancellationToken) => scopes.UseAsync(
        (BackupStateStore store) => store.RecordFailureAsync(error, cancellationToken));

    private static partial class Log
    {
        [LoggerMessage(15002, LogLevel.Error, "No backup was made: {Reason} MusicAuth tries again in about an hour")]
        public static partial void Failed(ILogger logger, string reason);

        [LoggerMessage(15003, LogLevel.Error, "The backups by schedule failed; MusicAuth tries again")]
        public static partial void RoundFailed(ILogger logger, Exception failure);
    }
}
