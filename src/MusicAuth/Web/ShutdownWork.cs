namespace MusicAuth.Web;

/// <summary>
/// Runs the last work of a service at shutdown within its own time budget, because the host's token can already be
/// cancelled.
/// </summary>
internal static class ShutdownWork
{
    /// <returns>False where the budget was too short. The work then continues unobserved.</returns>
    public static async Task<bool> TryRunAsync(TimeSpan budget, Func<CancellationToken, Task> work)
    {
        using var timeout = new CancellationTokenSource(budget, TimeProvider.System);
        // SQLite blocks the calling thread, and a client can wait for a hung database.
        var running = Task.Run(() => work(timeout.Token), CancellationToken.None);
        try
        {
            await running.WaitAsync(timeout.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            _ = running.ContinueWith(
                static faulted => _ = faulted.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
            return false;
        }
        catch (ObjectDisposedException)
        {
            // A second stop, while the first one disposes the services.
            return false;
        }
    }
}
