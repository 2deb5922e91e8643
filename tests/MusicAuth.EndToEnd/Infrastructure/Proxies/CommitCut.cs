namespace MusicAuth.EndToEnd.Infrastructure.Proxies;

/// <summary>The cut of a connection at its next commit.</summary>
public sealed class CommitCut(bool isForwarded)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether PostgreSQL gets the commit.</summary>
    public bool IsForwarded => isForwarded;

    /// <summary>The connection has been cut.</summary>
    public Task Cut => _done.Task.WaitAsync(RunningProcess.Timeout);

    internal void Done() => _done.TrySetResult();
}
