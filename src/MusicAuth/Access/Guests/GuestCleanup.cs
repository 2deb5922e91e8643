namespace MusicAuth.Access.Guests;

/// <summary>Deletes ended requests and invitations once an hour.</summary>
internal sealed class GuestCleanup(ScopedServices scopes, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await CleanUpAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A failed start also cancels this service; the start reports its own error.
        }
    }

    private async Task CleanUpAsync(CancellationToken stoppingToken)
    {
        try
        {
            await scopes.UseAsync((AccessRequestStore requests) => requests.RemoveEndedAsync(stoppingToken));
            await scopes.UseAsync((InvitationStore invitations) => invitations.RemoveEndedAsync(stoppingToken));
        }
        catch (Exception failure) when (StorageFault.IsIn(failure) || ConcurrencyConflict.IsIn(failure))
        {
            // The next round tries again; ended rows do not count meanwhile.
        }
    }
}
