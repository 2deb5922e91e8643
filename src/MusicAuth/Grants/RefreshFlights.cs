using System.Collections.Concurrent;

namespace MusicAuth.Grants;

/// <summary>
/// One refresh at a time for each grant in this process. The refresh belongs to the broker: whoever waits may leave,
/// the exchange and its commit go on.
/// </summary>
public sealed class RefreshFlights(GrantRefresh refresh, GrantMetrics metrics) : IHostedService
{
    private readonly ConcurrentDictionary<Guid, Task<TokenResult>> _flights = new();

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

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Lets exchanges in flight end and commit before the process does; each is bounded by itself.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task all = Task.WhenAll(_flights.Values);
        // Where the host's patience ends first, what is cut stands as an intent.
        await all.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
