namespace MusicAuth.Grants.Spill;

/// <summary>Puts what was spilled into the database as soon as that takes it.</summary>
public sealed partial class SpillReplay(
    GrantScopes scopes, GrantSpill spill, StorageStatus storage, TimeProvider time, ILogger<SpillReplay> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>One round. A token set over which something newer was stored is dropped.</summary>
    /// <returns>False where the database does not take it yet.</returns>
    public async Task<bool> ReplayAsync(CancellationToken cancellationToken)
    {
        foreach (var tokens in spill.Pending)
        {
            try
            {
                var saved = await scopes.UseAsync((RefreshStore store) => store.SaveAsync(tokens, cancellationToken));
                storage.RecordSuccess();
                spill.Remove(tokens);
                Log.Replayed(logger, tokens.GrantId, saved);
            }
#pragma warning disable CA1031 // Whatever the database says, the token set stays where it is.
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                storage.RecordFailure();
                Log.NotYet(logger, failure, tokens.GrantId);
                spill.WriteUnwritten();
                return false;
            }
        }

        return true;
    }

    // Being told to stop is no fault.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken) =>
        await RunAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // SQLite waits on the thread that asks: that must not be the timer's.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (!spill.IsEmpty)
                await ReplayAsync(stoppingToken);
            else if (!storage.IsWritable)
                await ProbeAsync(stoppingToken);
            spill.EnsureReserve();
        }
    }

    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await scopes.UseAsync((GrantMaintenanceStore store) => store.TestWriteAsync(cancellationToken));
            storage.RecordSuccess();
        }
#pragma warning disable CA1031 // It is asked again in half a second.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.StillShut(logger, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2301, LogLevel.Information, "The spilled tokens of the grant {GrantId} are out of the spill "
            + "folder; stored: {Saved} (else something newer was there)")]
        public static partial void Replayed(ILogger logger, Guid grantId, bool saved);

        [LoggerMessage(2302, LogLevel.Debug, "The database does not take the tokens of the grant {GrantId} yet")]
        public static partial void NotYet(ILogger logger, Exception failure, Guid grantId);

        [LoggerMessage(2303, LogLevel.Debug, "The database does not take writes yet")]
        public static partial void StillShut(ILogger logger, Exception failure);
    }
}
