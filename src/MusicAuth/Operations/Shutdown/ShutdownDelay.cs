namespace MusicAuth.Operations.Shutdown;

/// <summary>
/// Told to stop, the broker serves on for a moment: readiness is off already, and a load balancer that looks at it
/// sends the next request elsewhere before the listener closes.
/// </summary>
internal sealed class ShutdownDelay(IHostApplicationLifetime lifetime, OpenRequests requests) : IHostedLifecycleService
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _ = requests.DrainAsync();
        // Not where the host itself is being taken down without a word before.
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            await Task.Delay(Length, TimeProvider.System, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
