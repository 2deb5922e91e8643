using System.Collections.Concurrent;

namespace MusicAuth.Grants;

/// <summary>
/// One refresh at a time for each grant in this process. The refresh belongs to the broker: whoever waits may leave,
/// the exchange and its commit go on.
/// </summary>
public sealed class RefreshFlights(
    GrantRefresh refresh, GrantMetrics metrics, IEnumerable<ITokenEndpoint> endpoints,
    IHostApplicationLifetime lifetime) : IHostedService
{
    // After the exchange: a second until the answer is spilled, and the disk's.
    private static readonly TimeSpan BeyondExchange = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, Task<TokenResult>> _flights = new();
    private long? _stopBegan;

    public Task<TokenResult> JoinAsync(Guid grantId, RefreshDemand demand, CancellationToken cancellationToken)
    {
        var ours = new TaskCompletionSource<TokenResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var flight = _flights.GetOrAdd(grantId, ours.Task);
        if (ReferenceEquals(flight, ours.Task))
            _ = FlyAsync(grantId, demand, ours);
        else
            metrics.Joined();
        return flight.WaitAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(() => _stopBegan = TimeProvider.System.GetTimestamp());
        return Task.CompletedTask;
    }

    /// <summary>Lets exchanges in flight end and commit before the process does.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // By a budget of its own: the host's token is cancelled already where something else has used its time-out up.
        // None begins after the stop, so all end within one exchange. What is cut all the same stands as an intent.
        var longest = endpoints.Select(endpoint => endpoint.Timeout).DefaultIfEmpty().Max() + BeyondExchange;
        var rest = _stopBegan is { } began ? longest - TimeProvider.System.GetElapsedTime(began) : longest;
        Task all = Task.WhenAll(_flights.Values);
        if (rest > TimeSpan.Zero)
            await all.WaitAsync(rest, TimeProvider.System, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task FlyAsync(Guid grantId, RefreshDemand demand, TaskCompletionSource<TokenResult> flight)
    {
        // SQLite waits on the thread that asks: that must not be the first caller's, who may leave.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var result = await refresh.RunAsync(grantId, demand);
            _flights.TryRemove(grantId, out _);
            flight.SetResult(result);
        }
#pragma warning disable CA1031 // Whatever went wrong, those who wait must hear of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _flights.TryRemove(grantId, out _);
            flight.SetException(exception);
        }
    }
}
