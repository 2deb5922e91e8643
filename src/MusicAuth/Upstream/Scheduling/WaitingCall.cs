namespace MusicAuth.Upstream.Scheduling;

/// <summary>A call that waits for its turn.</summary>
internal sealed class WaitingCall(CallPriority priority, Guid user)
    : TaskCompletionSource<IDisposable>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public CallPriority Priority { get; } = priority;

    public Guid User { get; } = user;
}
