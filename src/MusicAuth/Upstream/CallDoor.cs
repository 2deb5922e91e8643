namespace MusicAuth.Upstream;

/// <summary>The places of calls of one origin, and who waits for them. Not thread safe.</summary>
internal sealed class CallDoor(int places)
{
    public CallQueue Queue { get; } = new();

    public int Taken { get; set; }

    /// <summary>The priority of who could enter now, as far as places go; null where nobody could.</summary>
    public CallPriority? Next => Queue.Next is { } next && HasPlace(next) ? next : null;

    // One more is never taken by those who can wait.
    public bool HasPlace(CallPriority priority) => Taken < places + (priority <= CallPriority.Refresh ? 1 : 0);
}
