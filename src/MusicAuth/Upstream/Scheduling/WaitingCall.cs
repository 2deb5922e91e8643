namespace MusicAuth.Upstream.Scheduling;

internal sealed class WaitingCall(CallContext context)
    : TaskCompletionSource<IDisposable>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public CallPriority Priority { get; } = context.Priority;
    public Guid User { get; } = context.SlotOwner;
}
