namespace MusicAuth.Access.Audit.Entries;

/// <summary>Writes pending counts after a few seconds and at shutdown, and purges old entries once an hour.</summary>
internal sealed partial class AuditWriter(
    AuditLog log, AuditAnomalyDetector anomalies, AuditMetrics metrics, IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<AuditWriter> logger)
    : BackgroundService
{
    public static readonly TimeSpan Retention = TimeSpan.FromDays(90);

    // Short transactions: SQLite has one writer, and requests wait for it.
    private const int BatchSize = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopBudget = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PurgeInterval = TimeSpan.FromHours(1);

    private readonly PeriodicTimer _timer = new(Interval, time);
    private readonly SemaphoreSlim _flushing = new(1);
    private DateTimeOffset _purgedAt = DateTimeOffset.MinValue;
    private bool _isFailing;

    /// <summary>Writes all pending counts. Those that the database does not accept stay pending.</summary>
    /// <returns>Whether the database has accepted all.</returns>
    public async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken);
        try
        {
            var written = await WritePendingAsync(cancellationToken);
            if (log.DrainLostCount() is > 0 and var dropped)
                Log.Dropped(logger, dropped);
            return written;
        }
        finally
        {
            _flushing.Release();
        }
    }

    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var before = time.GetUtcNow() - Retention;
        // Most rounds find nothing, and need no EF to see that.
        if (await scope.ServiceProvider.GetRequiredService<PlainSql>().AnyAsync(
            "SELECT 1 FROM activity WHERE last_at < @p0 LIMIT 1", cancellationToken, before.ToUnixTimeMilliseconds()))
        {
            await scope.ServiceProvider.GetRequiredService<AuditBatchStore>().PurgeAsync(before, cancellationToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The host's token is cancelled after its time-out; the audit log has a budget of its own.
        var isWritten = false;
        await ShutdownWork.RunAsync(StopBudget, async stop =>
        {
            await base.StopAsync(stop);
            isWritten = await FlushAsync(stop);
        });
        if (!isWritten && log.Drain().Sum(count => count.Count) is > 0 and var lost)
            Log.NotWrittenAtStop(logger, lost);
    }

    public override void Dispose()
    {
        _timer.Dispose();
        _flushing.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        log.Waiting = () => _timer.Period = Interval;
        try
        {
            while (await _timer.WaitForNextTickAsync(stoppingToken))
            {
                // Before the events are taken: one that comes later sets the period again.
                _timer.Period = PurgeInterval;
                // SQLite blocks the calling thread, which must not be the timer's.
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                await FlushAsync(stoppingToken);
                await PurgeIfDueAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync writes the pending counts.
        }
    }

    private async Task PurgeIfDueAsync(CancellationToken stoppingToken)
    {
        var now = time.GetUtcNow();
        // A time in the future comes from a clock that was set back.
        var isRecent = now >= _purgedAt && now < _purgedAt + PurgeInterval;
        if (isRecent || !lifetime.ApplicationStarted.IsCancellationRequested)
            return;
        _purgedAt = now;
        try
        {
            await PurgeAsync(stoppingToken);
        }
#pragma warning disable CA1031 // MusicAuth tries again in an hour.
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.NotPurged(logger, failure.GetType().Name);
        }
    }

    private async Task<bool> WritePendingAsync(CancellationToken cancellationToken)
    {
        var batches = new Queue<AuditEventCount[]>(log.Drain().Chunk(BatchSize));
        while (batches.TryDequeue(out var batch))
        {
            try
            {
                await WriteAsync(batch, cancellationToken);
                _isFailing = false;
            }
#pragma warning disable CA1031 // No caller handles the failure: the batch stays pending, or counts as lost.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                if (!IsTransient(failure))
                {
                    await WriteOneByOneAsync(batch, cancellationToken);
                    continue;
                }

                if (!_isFailing)
                    Log.NotWritten(logger, failure.GetType().Name);
                _isFailing = true;
                log.Requeue([.. batch, .. batches.SelectMany(later => later)]);
                return false;
            }
        }

        return true;
    }

    // One event that the database refuses must not keep the others of its batch out.
    private async Task WriteOneByOneAsync(AuditEventCount[] batch, CancellationToken cancellationToken)
    {
        foreach (var count in batch)
        {
            try
            {
                await WriteAsync([count], cancellationToken);
            }
#pragma warning disable CA1031 // As above.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                if (IsTransient(failure))
                {
                    log.Requeue([count]);
                    continue;
                }

                Log.Refused(logger, count.Event.Kind, failure.GetType().Name);
                log.CountLost(count.Count);
            }
        }
    }

    private async Task WriteAsync(AuditEventCount[] batch, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var found = await scope.ServiceProvider.GetRequiredService<AuditBatchStore>()
            .WriteAsync(batch, anomalies, cancellationToken);
        anomalies.Remember(found);
        metrics.RecordWritten(batch.Length);
        foreach (var anomaly in found)
        {
            var flag = AuditMetrics.NameOf(anomaly.Flag);
            metrics.RecordAnomaly(flag);
            var row = anomaly.Row;
            Log.Found(logger, flag, row.UserId, row.CallerKind, row.CallerId, row.CallerName, row.Address);
        }
    }

    private static bool IsTransient(Exception failure) =>
        failure is OperationCanceledException || StorageFault.IsIn(failure) || ConcurrencyConflict.IsIn(failure);

    private static partial class Log
    {
        [LoggerMessage(1050, LogLevel.Warning,
            "Anomaly {Flag} in the audit log of user {UserId}: {CallerKind} {CallerId} ({CallerName}) from {Address}")]
        public static partial void Found(
            ILogger logger, string flag, Guid? userId, AuditCallerKind? callerKind, string? callerId,
            string? callerName, string? address);

        [LoggerMessage(1051, LogLevel.Warning,
            "The database does not accept audit events now ({Exception}); MusicAuth keeps them in memory and retries")]
        public static partial void NotWritten(ILogger logger, string exception);

        [LoggerMessage(1052, LogLevel.Warning, "The audit log has lost {Events} events: too many were pending")]
        public static partial void Dropped(ILogger logger, long events);

        [LoggerMessage(1053, LogLevel.Error, "The database refuses an audit event of kind {Kind} ({Exception})")]
        public static partial void Refused(ILogger logger, AuditKind kind, string exception);

        [LoggerMessage(1054, LogLevel.Warning, "The audit log has lost {Events} events at shutdown")]
        public static partial void NotWrittenAtStop(ILogger logger, long events);

        [LoggerMessage(1055, LogLevel.Warning,
            "The database did not delete old audit entries ({Exception}); MusicAuth tries again in an hour")]
        public static partial void NotPurged(ILogger logger, string exception);
    }
}
