namespace MusicAuth.Web;

/// <summary>
/// Runs the last work of a service at shutdown within its own time budget, because the host's token can already be
/// cancelled.
/// </summary>
internal static class ShutdownWork
{
    /// <summary>Waits for the work until the budget ends. The work then continues unobserved.</summary>
    public static async Task RunAsync(TimeSpan budget, Func<CancellationToken, Task> work)
    {
        using var timeout = new CancellationTokenSource(budget, TimeProvider.System);
        // SQLite blocks the calling thread, and a client can wait for a hung database.
        var running = Task.Run(() => work(timeout.Token), CancellationToken.None);
        try
        {
            await running.WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            _ = running.ContinueWith(
                static faulted => _ = faulted.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
        }
        catch (ObjectDisposedException)
        {
            // A second stop, while the first one disposes the services.
        }
    }
}
