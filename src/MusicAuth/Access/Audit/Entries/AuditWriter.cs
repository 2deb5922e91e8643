using System.Text.Json;

namespace MusicAuth.Access.Audit.Entries;

/// <summary>
/// Writes what <see cref="AuditLog"/> has noted, every few seconds and at the stop, and takes away the old.
/// </summary>
public sealed partial class AuditWriter(
    AuditLog log, AuditAnomalyDetector anomalies, AuditMetrics metrics, IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<AuditWriter> logger)
    : BackgroundService
{
    public static readonly TimeSpan Retention = TimeSpan.FromDays(90);

    // Short transactions: SQLite has one writer, and people wait for it.
    private const int RowsAtOnce = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopBudget = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _alone = new(1);
    private DateTimeOffset _nextSweep = DateTimeOffset.MinValue;
    private bool _fails;

    /// <summary>Writes what waits now. What the database does not take goes on waiting.</summary>
    /// <returns>Whether all of it is written.</returns>
    public async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        await _alone.WaitAsync(cancellationToken);
        try
        {
            var written = await FlushAloneAsync(cancellationToken);
            if (log.DrainLostCount() is > 0 and var dropped)
                Log.Dropped(logger, dropped);
            return written;
        }
        finally
        {
            _alone.Release();
        }
    }

    /// <summary>Takes away what is older than 90 days.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AuditBatchStore>()
            .PurgeAsync(time.GetUtcNow() - Retention, cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Whatever else ends after the listener has noted its last by now. The host's token is cancelled already where
        // its time-out has passed, and the audit log must not be lost by that.
        var isWritten = false;
        await ShutdownWork.TryRunAsync(StopBudget, async stop =>
        {
            await base.StopAsync(stop);
            isWritten = await FlushAsync(stop);
        });
        if (!isWritten && log.Drain().Sum(tally => tally.Count) is > 0 and var lost)
            Log.NotWrittenAtStop(logger, lost);
    }

    public override void Dispose()
    {
        _alone.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // SQLite waits on the thread that asks: that must not be the timer's.
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                await FlushAsync(stoppingToken);
                await SweepIfDueAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What waits is written by the stop.
        }
    }

    private async Task SweepIfDueAsync(CancellationToken stoppingToken)
    {
        var now = time.GetUtcNow();
        if (now < _nextSweep || !lifetime.ApplicationStarted.IsCancellationRequested)
            return;
        _nextSweep = now + SweepInterval;
        try
        {
            await PurgeAsync(stoppingToken);
        }
#pragma warning disable CA1031 // The next hour tries again.
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.NotSwept(logger, failure.GetType().Name);
        }
    }

    private async Task<bool> FlushAloneAsync(CancellationToken cancellationToken)
    {
        var waiting = new Queue<AuditEventCount[]>(log.Drain().Chunk(RowsAtOnce));
        while (waiting.TryPeek(out var some))
        {
            try
            {
                await WriteAsync(some, cancellationToken);
                waiting.Dequeue();
                _fails = false;
            }
#pragma warning disable CA1031 // Nobody waits for this; what is not written waits or is counted as lost.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                waiting.Dequeue();
                if (!await RescueAsync(some, failure, cancellationToken))
                {
                    log.Requeue(some);
                    log.Requeue(waiting.SelectMany(later => later));
                    return false;
                }
            }
        }

        return true;
    }

    // A database that does not answer gets them again; of a batch that it refuses, each line is tried by itself, so
    // that one of them cannot hold up the others for ever.
    private async Task<bool> RescueAsync(AuditEventCount[] some, Exception failure, CancellationToken cancellationToken)
    {
        if (IsPassing(failure))
        {
            if (!_fails)
                Log.NotWritten(logger, failure.GetType().Name);
            _fails = true;
            return false;
        }

        foreach (var tally in some)
        {
            try
            {
                await WriteAsync([tally], cancellationToken);
            }
#pragma warning disable CA1031 // As above.
            catch (Exception refusal)
#pragma warning restore CA1031
            {
                if (IsPassing(refusal))
                {
                    log.Requeue([tally]);
                    continue;
                }

                Log.Refused(logger, tally.Event.Kind, refusal.GetType().Name);
                log.CountLost(tally.Count);
            }
        }

        return true;
    }

    private async Task WriteAsync(AuditEventCount[] some, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var found = await scope.ServiceProvider.GetRequiredService<AuditBatchStore>()
            .WriteAsync(some, anomalies, cancellationToken);
        anomalies.Remember(found);
        metrics.RecordWritten(some.Length);
        foreach (var anomaly in found)
        {
            var flag = JsonNamingPolicy.SnakeCaseLower.ConvertName(anomaly.Flag.ToString());
            metrics.RecordAnomaly(flag);
            Log.Found(
                logger, flag, anomaly.Row.UserId, anomaly.Row.CallerKind, anomaly.Row.CallerId, anomaly.Row.CallerName,
                anomaly.Row.Address);
        }
    }

    private static bool IsPassing(Exception failure) =>
        failure is OperationCanceledException || StorageFault.IsIn(failure) || ConcurrencyConflict.IsIn(failure);

    private static partial class Log
    {
        [LoggerMessage(1050, LogLevel.Warning,
            "{Flag} in the activity of user {UserId}: {CallerKind} {CallerId} ({CallerName}) from {Address}")]
        public static partial void Found(
            ILogger logger, string flag, Guid? userId, AuditCallerKind? callerKind, string? callerId,
            string? callerName, string? address);

        [LoggerMessage(1051, LogLevel.Warning,
            "The activity cannot be written at the moment ({Exception}); it waits in memory")]
        public static partial void NotWritten(ILogger logger, string exception);

        [LoggerMessage(1052, LogLevel.Warning, "{Events} events of the activity are lost: too many waited")]
        public static partial void Dropped(ILogger logger, long events);

        [LoggerMessage(1053, LogLevel.Error, "The database refuses an event of the activity: {Kind} ({Exception})")]
        public static partial void Refused(ILogger logger, AuditKind kind, string exception);

        [LoggerMessage(1054, LogLevel.Warning, "{Events} events of the activity could not be written at the stop")]
        public static partial void NotWrittenAtStop(ILogger logger, long events);

        [LoggerMessage(1055, LogLevel.Warning, "Old activity could not be taken away ({Exception}); later again")]
        public static partial void NotSwept(ILogger logger, string exception);
    }
}
