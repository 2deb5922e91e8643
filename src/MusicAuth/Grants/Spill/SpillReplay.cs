namespace MusicAuth.Grants.Spill;

/// <summary>Stores spilled token sets as soon as the database can be written.</summary>
internal sealed partial class SpillReplay(
    ScopedServices scopes, GrantSpill spill, SpillWakeUp wakeUp, RefreshStorage storage, TimeProvider time,
    ILogger<SpillReplay> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // A failure wakes the loop, so that it rarely has to look while all is well.
    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(30);

    private bool IsIdle => spill.IsEmpty && storage.IsWritable && spill.HasRoom;

    /// <summary>Drops a token set where the grant has newer tokens.</summary>
    /// <returns>False where the database cannot be written yet.</returns>
    public async Task<bool> ReplayAsync(CancellationToken cancellationToken)
    {
        foreach (var tokens in spill.Pending)
        {
            try
            {
                var saved = await storage.WriteAsync(store => store.SaveAsync(tokens, cancellationToken));
                spill.Remove(tokens);
                Log.Replayed(logger, tokens.GrantId, saved);
            }
#pragma warning disable CA1031 // The token set stays in the spill after any failure.
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.NotReplayed(logger, failure, tokens.GrantId);
                spill.WriteUnwritten();
                return false;
            }
        }

        return true;
    }

    // A stop is no failure.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken) =>
        await RunAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (IsIdle)
                await wakeUp.WaitAsync(IdleInterval, time, stoppingToken);
            await Task.Delay(Interval, time, stoppingToken);
            // SQLite blocks its calling thread, which must not be the timer's.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (!spill.IsEmpty)
                await ReplayAsync(stoppingToken);
            else if (!storage.IsWritable)
                await TestWriteAsync(stoppingToken);
            spill.EnsureReserve();
        }
    }

    private async Task TestWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await scopes.UseAsync((GrantMaintenanceStore store) => store.TestWriteAsync(cancellationToken));
            storage.RecordSuccess();
        }
#pragma warning disable CA1031 // The next test follows in half a second.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.StillNotWritable(logger, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2301, LogLevel.Information, "Removed the tokens of the grant {GrantId} from the spill folder; "
            + "stored in the database: {Saved} (false where the grant has newer tokens)")]
        public static partial void Replayed(ILogger logger, Guid grantId, bool saved);

        [LoggerMessage(2302, LogLevel.Debug, "The database cannot store the tokens of the grant {GrantId} yet")]
        public static partial void NotReplayed(ILogger logger, Exception failure, Guid grantId);

        [LoggerMessage(2303, LogLevel.Debug, "The database cannot be written yet")]
        public static partial void StillNotWritable(ILogger logger, Exception failure);
    }
}
