namespace MusicAuth.Upstream.Scheduling;

/// <summary>
/// Who waits, in the order of their turns: the more urgent first, then one call of each user after the other, then the
/// order of arrival. Not thread safe.
/// </summary>
internal sealed class CallQueue
{
    /// <summary>More of one user are not let in: they could not all be served in time.</summary>
    public const int MaxPerUser = 1_000;

    public const int MaxTotal = 10_000;

    private readonly LinkedList<Line>[] _rings =
        [.. Enum.GetValues<CallPriority>().Select(_ => new LinkedList<Line>())];

    private readonly Dictionary<(CallPriority, Guid), LinkedListNode<Line>> _lines = [];

    public int Count { get; private set; }

    /// <summary>The priority of the next call that can enter; null where no waiting call can.</summary>
    /// <param name="canEnter">Whether a call of this priority and user can.</param>
    public CallPriority? Next(Func<CallPriority, Guid, bool> canEnter) => Find(canEnter)?.Value.Priority;

    /// <returns>False where too many wait already.</returns>
    public bool TryAdd(WaitingCall call)
    {
        if (!_lines.TryGetValue((call.Priority, call.User), out var line))
        {
            if (Count >= MaxTotal)
                return false;
            line = _rings[(int)call.Priority].AddLast(new Line(call.Priority, call.User));
            _lines.Add((call.Priority, call.User), line);
        }
        else if (Count >= MaxTotal || line.Value.Calls.Count >= MaxPerUser)
        {
            return false;
        }

        line.Value.Add(call);
        Count++;
        return true;
    }

    /// <summary>The next call that can enter; its user's next one waits behind all others of its priority.</summary>
    public WaitingCall Take(Func<CallPriority, Guid, bool> canEnter)
    {
        var line = Find(canEnter) ?? throw new InvalidOperationException("No waiting call can enter.");
        var ring = line.List!;
        var call = line.Value.Calls.First!.Value;
        Remove(call);
        if (line.List is not null)
        {
            ring.Remove(line);
            ring.AddLast(line);
        }

        return call;
    }

    /// <returns>False where it does not wait any more.</returns>
    public bool Remove(WaitingCall call)
    {
        if (!_lines.TryGetValue((call.Priority, call.User), out var line) || !line.Value.Remove(call))
            return false;
        Count--;
        if (line.Value.Calls.Count == 0)
        {
            _lines.Remove((call.Priority, call.User));
            _rings[(int)call.Priority].Remove(line);
        }

        return true;
    }

    // A user who holds half of the slots is passed over: there are two of them at most.
    private LinkedListNode<Line>? Find(Func<CallPriority, Guid, bool> canEnter)
    {
        for (var i = 0; Count > 0 && i < _rings.Length; i++)
        {
            for (var line = _rings[i].First; line is not null; line = line.Next)
            {
                if (canEnter(line.Value.Priority, line.Value.User))
                    return line;
            }
        }

        return null;
    }

    private sealed class Line(CallPriority priority, Guid user)
    {
        private readonly Dictionary<WaitingCall, LinkedListNode<WaitingCall>> _nodes = [];

        public CallPriority Priority { get; } = priority;

        public Guid User { get; } = user;

        public LinkedList<WaitingCall> Calls { get; } = new();

        public void Add(WaitingCall call) => _nodes.Add(call, Calls.AddLast(call));

        public bool Remove(WaitingCall call)
        {
            if (!_nodes.Remove(call, out var node))
                return false;
            Calls.Remove(node);
            return true;
        }
    }
}
