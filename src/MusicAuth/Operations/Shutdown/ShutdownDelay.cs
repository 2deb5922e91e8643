namespace MusicAuth.Operations.Shutdown;

/// <summary>
/// Keeps serving for a moment after the stop signal. Readiness is off already, so that a load balancer sends the next
/// request to another replica before the listener closes.
/// </summary>
internal sealed class ShutdownDelay(IHostApplicationLifetime lifetime, OpenRequests requests) : IHostedLifecycleService
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _ = requests.DrainAsync();
        // A host that is disposed without a stop signal does not wait.
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
