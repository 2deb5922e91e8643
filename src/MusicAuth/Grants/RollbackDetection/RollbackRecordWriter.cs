namespace MusicAuth.Grants.RollbackDetection;

/// <summary>
/// Writes the rollback record beside the master key soon after the rollback counter has increased. Never before,
/// because a record that is ahead of the database is a false alarm. Stops MusicAuth where another process has restored
/// a backup, because this process has the keys of the former database.
/// </summary>
internal sealed partial class RollbackRecordWriter(
    RollbackRecordStore store, RollbackCounter rollbackCounter, RollbackRecordFile file, DerivedKeySet keys,
    IHostApplicationLifetime lifetime, ILogger<RollbackRecordWriter> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopBudget = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MinDelay = TimeSpan.FromSeconds(1);

    // Limits the writes to the disk where there are many grants.
    private const double GrantsPerSecond = 1000;

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private RollbackRecord? _written;
    private bool _hasReportedRollback;
    private RollbackRecord? _first;
    private int _replacements;

    /// <summary>
    /// Whether another process has replaced the database by one whose keys this process does not have.
    /// </summary>
    public bool IsDatabaseReplaced => Volatile.Read(ref _replacements) > 0;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        ShutdownWork.RunAsync(StopBudget, async stop =>
        {
            await _stopping.CancelAsync();
            await _running.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TryAsync(() => WriteAsync(stop));
        });

    /// <returns>False where the counter has not increased.</returns>
    public async Task<bool> WriteAsync(CancellationToken cancellationToken)
    {
        var isFirst = _written is null;
        // Before the database is read: another process can increase the counter and write the record in between.
        IReadOnlyList<RollbackRecord> records = isFirst ? file.ReadAll() : [];
        var now = await store.ReadCountersAsync(cancellationToken);
        if (StopIfReplaced(now))
            return false;
        _written ??= RollbackRecordFile.Newest(records, now.InstanceId);
        if (_written is { } before && !now.IsNewerThan(before.Epoch, before.Commits))
        {
            if (before.IsNewerThan(now.Epoch, now.Commits))
                ReportRollback(now, before);
            // The master key may be in another file now, which has no record beside it.
            else if (isFirst)
                file.Write(before);
            return false;
        }

        var record = await store.ReadAsync(cancellationToken);
        if (StopIfReplaced(record))
            return false;
        if (file.Write(record))
            _written = record;
        return true;
    }

    public void Dispose() => _stopping.Dispose();

    // By the real clock, because the delays spare the disk.
    private async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var hasIncreased = await rollbackCounter.WaitForIncrementAsync(PollInterval, TimeProvider.System, stopping);
            // The signal comes before the commit. Without a signal, another process may have increased the counter.
            var delay = FirstRetryDelay;
            while (!await TryAsync(() => WriteAsync(stopping)) && hasIncreased && delay < MaxRetryDelay)
            {
                await Task.Delay(delay, TimeProvider.System, stopping);
                delay *= 2;
            }

            var pause = TimeSpan.FromSeconds((_written?.TokenFingerprints.Count ?? 0) / GrantsPerSecond);
            await Task.Delay(pause > MinDelay ? pause : MinDelay, TimeProvider.System, stopping);
        }
    }

    private async Task<bool> TryAsync(Func<Task<bool>> write)
    {
        try
        {
            return await write();
        }
#pragma warning disable CA1031 // The next round tries again. A record that is behind does no harm.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.NotWritten(logger, failure);
            return false;
        }
    }

    // The start writes the record first, under the lock that a restore takes too: it has the keys of that instance. The
    // stop also ends the readiness.
    private bool StopIfReplaced(RollbackRecord now)
    {
        _first ??= now;
        var isOtherInstance = now.InstanceId != _first.InstanceId;
        if (!isOtherInstance && !IsKeyReplaced(now, _first))
            return false;
        if (Interlocked.Increment(ref _replacements) == 1)
        {
            if (isOtherInstance)
                Log.Replaced(logger);
            else
                Log.KeyReplaced(logger);
            lifetime.StopApplication();
        }

        return true;
    }

    // A restore of the same instance begins a new epoch, and a change of the master key does not.
    private bool IsKeyReplaced(RollbackRecord now, RollbackRecord first) =>
        now.Epoch != first.Epoch && keys.IsLoaded && keys.Find(now.KeyId) is null;

    private void ReportRollback(RollbackRecord now, RollbackRecord before)
    {
        if (!_hasReportedRollback)
            Log.WentBack(logger, now.ToString(), before.ToString());
        _hasReportedRollback = true;
    }

    private static partial class Log
    {
        [LoggerMessage(2501, LogLevel.Critical, "The database went back from {Before} to {Now} while MusicAuth was "
            + "running: an older copy has replaced it. Restart MusicAuth: its start explains what to do")]
        public static partial void WentBack(ILogger logger, string now, string before);

        [LoggerMessage(2502, LogLevel.Debug, "The rollback record beside the master key could not be written now")]
        public static partial void NotWritten(ILogger logger, Exception failure);

        [LoggerMessage(2503, LogLevel.Critical, "The database belongs to another instance now: another process has "
            + "restored a backup. This process has the keys of the former instance, so it stops. Start it again with "
            + "the master key of the restored database")]
        public static partial void Replaced(ILogger logger);

        [LoggerMessage(2504, LogLevel.Critical, "The database is encrypted with another master key now: another "
            + "process has restored a backup. This process does not have that key, so it stops. Start it again with "
            + "the master key of the restored database")]
        public static partial void KeyReplaced(ILogger logger);
    }
}
