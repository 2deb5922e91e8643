using System.Collections.Concurrent;

namespace MusicAuth.Grants.Refresh;

/// <summary>
/// Runs one refresh at a time for each grant in this process. A caller can stop waiting; the refresh goes on.
/// </summary>
internal sealed class RefreshSingleFlight(
    GrantMetrics metrics, IEnumerable<ITokenEndpoint> endpoints, IHostApplicationLifetime lifetime) : IHostedService
{
    // After the exchange: one second until the tokens are spilled, and the time of the disk.
    private static readonly TimeSpan StorageBudget = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, Task<TokenResult>> _running = new();
    private long? _stoppingSince;

    public Task<TokenResult> RunAsync(
        Guid grantId, Func<Task<TokenResult>> refresh, CancellationToken cancellationToken)
    {
        var own = new TaskCompletionSource<TokenResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = _running.GetOrAdd(grantId, own.Task);
        if (ReferenceEquals(running, own.Task))
            _ = CompleteAsync(grantId, refresh, own);
        else
            metrics.Joined();
        return running.WaitAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(() => _stoppingSince = TimeProvider.System.GetTimestamp());
        return Task.CompletedTask;
    }

    /// <summary>Waits for the running refreshes. The intent of a refresh that takes too long stays open.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // The host's token is not used: it is cancelled already where another service has used up the host's timeout.
        var budget = endpoints.Select(endpoint => endpoint.Timeout).DefaultIfEmpty().Max() + StorageBudget;
        var rest = _stoppingSince is { } since ? budget - TimeProvider.System.GetElapsedTime(since) : budget;
        Task all = Task.WhenAll(_running.Values);
        if (rest > TimeSpan.Zero)
            await all.WaitAsync(rest, TimeProvider.System, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task CompleteAsync(
        Guid grantId, Func<Task<TokenResult>> refresh, TaskCompletionSource<TokenResult> completion)
    {
        // SQLite blocks its calling thread, which must not be the first caller's.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var result = await refresh();
            _running.TryRemove(grantId, out _);
            completion.SetResult(result);
        }
#pragma warning disable CA1031 // Every waiting caller gets the exception.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _running.TryRemove(grantId, out _);
            completion.SetException(exception);
        }
    }
}
