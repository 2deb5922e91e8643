using System.Runtime.InteropServices;

namespace MusicAuth.Upstream.Scheduling;

/// <summary>
/// The concurrency slots for calls of one origin, and the calls that wait for them. No user holds more than half of the
/// slots. Not thread safe.
/// </summary>
internal sealed class CallSlotPool
{
    private readonly Dictionary<Guid, int> _takenByUser = [];
    private readonly Func<CallPriority, Guid, bool> _hasFreeSlot;
    private readonly int _maxPerUser;
    private int _taken;

    /// <param name="maxPerUser">Half of the slots.</param>
    public CallSlotPool(int maxPerUser) => (_maxPerUser, _hasFreeSlot) = (maxPerUser, HasFreeSlot);

    public CallQueue Queue { get; } = new();

    /// <summary>The priority of the next waiting call that would get a slot.</summary>
    public CallPriority? NextPriority => Queue.FindNextPriority(_hasFreeSlot);

    public WaitingCall Dequeue() => Queue.Dequeue(_hasFreeSlot);

    // Sign-ins and refreshes have one slot more, per user and in total.
    public bool HasFreeSlot(CallPriority priority, Guid user)
    {
        var extra = priority <= CallPriority.Refresh ? 1 : 0;
        return _taken < (_maxPerUser * 2) + extra && _takenByUser.GetValueOrDefault(user) < _maxPerUser + extra;
    }

    public void Take(Guid user)
    {
        _taken++;
        CollectionsMarshal.GetValueRefOrAddDefault(_takenByUser, user, out _)++;
    }

    public void Release(Guid user)
    {
        _taken--;
        if (--CollectionsMarshal.GetValueRefOrAddDefault(_takenByUser, user, out _) == 0)
            _takenByUser.Remove(user);
    }
}
