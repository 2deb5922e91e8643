namespace MusicAuth.Web;

/// <summary>
/// What a service still does when it is told to stop, within a budget of its own: the host's token is already cancelled
/// where its time-out has passed.
/// </summary>
public static class ShutdownWork
{
    /// <returns>False where the budget ran out; the work is left alone then.</returns>
    public static async Task<bool> TryRunAsync(TimeSpan budget, Func<CancellationToken, Task> work)
    {
        using var over = new CancellationTokenSource(budget, TimeProvider.System);
        // SQLite waits on the thread that asks, and a hung database is not left at once by its client.
        var running = Task.Run(() => work(over.Token), CancellationToken.None);
        try
        {
            await running.WaitAsync(over.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            _ = running.ContinueWith(
                static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
            return false;
        }
        catch (ObjectDisposedException)
        {
            // A second stop, while the first one's end takes the services away.
            return false;
        }
    }
}
