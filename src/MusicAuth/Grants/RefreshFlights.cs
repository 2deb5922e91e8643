using System.Collections.Concurrent;

namespace MusicAuth.Grants;

/// <summary>
/// One refresh at a time for each grant in this process. The refresh belongs to the broker: whoever waits may leave,
/// the exchange and its commit go on.
/// </summary>
public sealed class RefreshFlights(GrantRefresh refresh) : IHostedService
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);
    private readonly ConcurrentDictionary<Guid, Task<TokenResult>> _flights = new();

    public Task<TokenResult> JoinAsync(Guid grantId, long? refusedGeneration, CancellationToken cancellationToken)
    {
        var ours = new TaskCompletionSource<TokenResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var flight = _flights.GetOrAdd(grantId, ours.Task);
        if (ReferenceEquals(flight, ours.Task))
            _ = FlyAsync(grantId, refusedGeneration, ours);
        return flight.WaitAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Lets exchanges in flight end and commit before the process does.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAny(Task.WhenAll(_flights.Values), Task.Delay(Grace, cancellationToken));

    private async Task FlyAsync(Guid grantId, long? refusedGeneration, TaskCompletionSource<TokenResult> flight)
    {
        // Leave the first caller's thread, culture and ambient values before anything of the exchange happens.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var result = await refresh.RunAsync(grantId, refusedGeneration);
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
