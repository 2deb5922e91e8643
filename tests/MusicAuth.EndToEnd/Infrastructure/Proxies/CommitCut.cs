namespace MusicAuth.EndToEnd.Infrastructure.Proxies;

/// <summary>A cut that waits for its commit.</summary>
public sealed class CommitCut(bool happens)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Happens => happens;

    /// <summary>The connection has been cut.</summary>
    public Task Cut => _done.Task.WaitAsync(RunningProcess.Timeout);

    internal void Done() => _done.TrySetResult();
}
