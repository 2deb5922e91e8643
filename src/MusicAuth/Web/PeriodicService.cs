namespace MusicAuth.Web;

/// <summary>Runs rounds from the start of the broker to its stop. A round that fails does not end them.</summary>
internal abstract class PeriodicService(TimeSpan interval, IHostApplicationLifetime lifetime, TimeProvider time)
    : BackgroundService
{
    protected abstract Task RunRoundAsync(CancellationToken cancellationToken);

    protected abstract void LogFailure(Exception failure);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (started.Task.IsCompletedSuccessfully)
            await RunAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            // SQLite blocks its calling thread, which must not be the timer's.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            try
            {
                await RunRoundAsync(stoppingToken);
            }
#pragma warning disable CA1031 // The next round tries again.
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailure(failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
