using System.Collections.Concurrent;

namespace MusicAuth.Grants.Refresh;

/// <summary>
/// One refresh at a time for each grant in this process. The refresh belongs to the broker: whoever waits may leave,
/// the exchange and its commit go on.
/// </summary>
public sealed class RefreshSingleFlight(
    TokenRefresher refresh, GrantMetrics metrics, IEnumerable<ITokenEndpoint> endpoints,
    IHostApplicationLifetime lifetime) : IHostedService
{
    // After the exchange: a second until the answer is spilled, and the disk's.
    private static readonly TimeSpan StorageBudget = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, Task<TokenResult>> _running = new();
    private long? _stoppingSince;

    public Task<TokenResult> RefreshAsync(Guid grantId, RefreshRequest demand, CancellationToken cancellationToken)
    {
        var ours = new TaskCompletionSource<TokenResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var flight = _running.GetOrAdd(grantId, ours.Task);
        if (ReferenceEquals(flight, ours.Task))
            _ = RunAsync(grantId, demand, ours);
        else
            metrics.Joined();
        return flight.WaitAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(() => _stoppingSince = TimeProvider.System.GetTimestamp());
        return Task.CompletedTask;
    }

    /// <summary>Lets exchanges in flight end and commit before the process does.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // By a budget of its own: the host's token is cancelled already where something else has used its time-out up.
        // None begins after the stop, so all end within one exchange. What is cut all the same stands as an intent.
        var longest = endpoints.Select(endpoint => endpoint.Timeout).DefaultIfEmpty().Max() + StorageBudget;
        var rest = _stoppingSince is { } began ? longest - TimeProvider.System.GetElapsedTime(began) : longest;
        Task all = Task.WhenAll(_running.Values);
        if (rest > TimeSpan.Zero)
            await all.WaitAsync(rest, TimeProvider.System, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync(Guid grantId, RefreshRequest demand, TaskCompletionSource<TokenResult> flight)
    {
        // SQLite waits on the thread that asks: that must not be the first caller's, who may leave.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var result = await refresh.RefreshAsync(grantId, demand);
            _running.TryRemove(grantId, out _);
            flight.SetResult(result);
        }
#pragma warning disable CA1031 // Whatever went wrong, those who wait must hear of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _running.TryRemove(grantId, out _);
            flight.SetException(exception);
        }
    }
}
