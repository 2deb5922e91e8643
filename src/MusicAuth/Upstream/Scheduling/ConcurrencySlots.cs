namespace MusicAuth.Upstream.Scheduling;

/// <summary>
/// The concurrency slots of calls of one origin, and the calls that wait for them. No user holds more than half of the
/// slots, however many calls that user makes. Not thread safe.
/// </summary>
internal sealed class ConcurrencySlots
{
    private const int MostIdleShares = 1_000;

    private readonly Dictionary<Guid, UserSlots> _shares = [];
    private readonly Func<CallPriority, Guid, bool> _hasPlace;
    private readonly int _mostOfOne;
    private int _taken;

    /// <param name="mostOfOne">How many slots one user can hold; there are twice as many.</param>
    public ConcurrencySlots(int mostOfOne) => (_mostOfOne, _hasPlace) = (mostOfOne, HasFreeSlot);

    public CallQueue Queue { get; } = new();

    /// <summary>The priority of the next call that would get a slot; null where no waiting call would.</summary>
    public CallPriority? Next => Queue.Next(_hasPlace);

    /// <summary>The next call that gets a slot.</summary>
    public WaitingCall TakeNext() => Queue.Take(_hasPlace);

    // One slot more, of the user and of all, is for calls that cannot wait.
    public bool HasFreeSlot(CallPriority priority, Guid user)
    {
        var extra = priority <= CallPriority.Refresh ? 1 : 0;
        return _taken < (_mostOfOne * 2) + extra
            && (!_shares.TryGetValue(user, out var share) || share.Taken < _mostOfOne + extra);
    }

    public UserSlots Take(Guid user)
    {
        if (!_shares.TryGetValue(user, out var share))
            _shares.Add(user, share = new UserSlots(this, user));
        _taken++;
        share.Taken++;
        return share;
    }

    public void Release(UserSlots share)
    {
        _taken--;
        // The share of a user who calls again and again is not made again and again.
        if (--share.Taken == 0 && _shares.Count > MostIdleShares)
            _shares.Remove(share.User);
    }
}
