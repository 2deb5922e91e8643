namespace MusicAuth.Upstream.Scheduling;

/// <summary>
/// The waiting calls: more urgent ones first, then one call of each user in turn, then in order of arrival. Not thread
/// safe.
/// </summary>
internal sealed class CallQueue
{
    // A longer queue of one user could not be served in time.
    private const int MaxPerUser = 1_000;
    private const int MaxTotal = 10_000;

    private readonly LinkedList<UserQueue>[] _turns =
        [.. Enum.GetValues<CallPriority>().Select(_ => new LinkedList<UserQueue>())];

    private readonly Dictionary<(CallPriority, Guid), UserQueue> _users = [];

    public int Count { get; private set; }

    public CallPriority? FindNextPriority(Func<CallPriority, Guid, bool> canStart) => Find(canStart)?.Priority;

    public bool TryAdd(WaitingCall call)
    {
        var user = _users.GetValueOrDefault((call.Priority, call.User));
        if (Count >= MaxTotal || user?.Calls.Count >= MaxPerUser)
            return false;
        if (user is null)
        {
            _users.Add((call.Priority, call.User), user = new UserQueue(call.Priority, call.User, []));
            _turns[(int)call.Priority].AddLast(user);
        }

        user.Calls.AddLast(call);
        Count++;
        return true;
    }

    /// <summary>Removes the next call that can start. Its user's next call goes behind those of other users.</summary>
    public WaitingCall Dequeue(Func<CallPriority, Guid, bool> canStart)
    {
        var user = Find(canStart) ?? throw new InvalidOperationException("No waiting call can start.");
        var call = user.Calls.First!.Value;
        Remove(call);
        if (user.Calls.Count > 0)
        {
            _turns[(int)user.Priority].Remove(user);
            _turns[(int)user.Priority].AddLast(user);
        }

        return call;
    }

    public bool Remove(WaitingCall call)
    {
        if (!_users.TryGetValue((call.Priority, call.User), out var user) || !user.Calls.Remove(call))
            return false;
        Count--;
        if (user.Calls.Count == 0)
        {
            _users.Remove((call.Priority, call.User));
            _turns[(int)call.Priority].Remove(user);
        }

        return true;
    }

    // The search passes over users who hold half of the slots: there are two of them at most.
    private UserQueue? Find(Func<CallPriority, Guid, bool> canStart)
    {
        if (Count == 0)
            return null;
        foreach (var user in _turns.SelectMany(static turns => turns))
        {
            if (canStart(user.Priority, user.User))
                return user;
        }

        return null;
    }

    private sealed record UserQueue(CallPriority Priority, Guid User, LinkedList<WaitingCall> Calls);
}
