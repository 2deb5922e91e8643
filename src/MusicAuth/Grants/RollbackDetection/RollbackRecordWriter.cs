namespace MusicAuth.Grants.RollbackDetection;

/// <summary>
/// Writes the mark beside the master key soon after the database has moved. Never before: a mark that is behind costs
/// nothing, one that is ahead would be a false alarm.
/// </summary>
public sealed partial class RollbackRecordWriter(
    ScopedServices scopes, RollbackCounter highWater, RollbackRecordFile file, ILogger<RollbackRecordWriter> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopBudget = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MinDelay = TimeSpan.FromSeconds(1);

    // What many grants at once may cost the disk, in grants a second.
    private const double GrantsPerSecond = 1000;

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private RollbackRecord? _written;
    private bool _hasReportedRollback;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await ShutdownWork.TryRunAsync(StopBudget, async stop =>
        {
            await _stopping.CancelAsync();
            await _running.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TryAsync(() => WriteAsync(stop));
        });
    }

    /// <summary>Writes down where the database is now, if that is further than before.</summary>
    /// <returns>False where it has not moved.</returns>
    public async Task<bool> WriteAsync(CancellationToken cancellationToken)
    {
        var now = await scopes.UseAsync((RollbackRecordStore store) => store.ReadCountersAsync(cancellationToken));
        var isFirst = _written is null;
        _written ??= file.Read(now.InstanceId);
        if (_written is { } before && before.InstanceId == now.InstanceId
            && !now.IsNewerThan(before.Epoch, before.Commits))
        {
            if (before.IsNewerThan(now.Epoch, now.Commits))
                ReportRollback(now, before);
            // Where the key has another file now.
            else if (isFirst)
                file.Write(before);
            return false;
        }

        var mark = await scopes.UseAsync((RollbackRecordStore store) => store.ReadAsync(cancellationToken));
        if (file.Write(mark))
            _written = mark;
        return true;
    }

    public void Dispose() => _stopping.Dispose();

    // By the wall's clock throughout: it is the disk that is spared.
    private async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var hasMoved = await highWater.WaitForIncrementAsync(PollInterval, TimeProvider.System, stopping);
            // An advance is told before it is committed. Without one another process may have moved it.
            var step = FirstRetryDelay;
            while (!await TryAsync(() => WriteAsync(stopping)) && hasMoved && step < MaxRetryDelay)
            {
                await Task.Delay(step, TimeProvider.System, stopping);
                step *= 2;
            }

            var rest = TimeSpan.FromSeconds((_written?.TokenFingerprints.Count ?? 0) / GrantsPerSecond);
            await Task.Delay(rest > MinDelay ? rest : MinDelay, TimeProvider.System, stopping);
        }
    }

    private async Task<bool> TryAsync(Func<Task<bool>> write)
    {
        try
        {
            return await write();
        }
#pragma warning disable CA1031 // A database that does not answer is watched elsewhere; the mark stays behind.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.NotNow(logger, failure);
            return false;
        }
    }

    private void ReportRollback(RollbackRecord now, RollbackRecord before)
    {
        if (!_hasReportedRollback)
            Log.WentBack(logger, now.ToString(), before.ToString());
        _hasReportedRollback = true;
    }

    private static partial class Log
    {
        [LoggerMessage(2501, LogLevel.Critical, "The database went back from {Before} to {Now} while MusicAuth was "
            + "running: an older copy was put in its place. Stop MusicAuth and start it again: it says what to do")]
        public static partial void WentBack(ILogger logger, string now, string before);

        [LoggerMessage(2502, LogLevel.Debug, "The mark beside the master key was not written now")]
        public static partial void NotNow(ILogger logger, Exception failure);
    }
}
