namespace MusicAuth.Upstream.Scheduling;

/// <summary>
/// The slots of one side of a provider, by the origin of calls, the window that they share, and the calls that wait for
/// them: two seconds at most.
/// </summary>
internal sealed class CallScheduler : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly string _provider;
    private readonly RateWindow? _window;
    private readonly TimeProvider _clock;
    private readonly ConcurrencySlots[] _doors =
        [new(OutboundLimiter.BrokerSlotsPerUser), new(OutboundLimiter.AppSlotsPerUser)];

    private readonly ITimer _wake;
    private readonly Lock _gate = new();
    private ConcurrencySlots? _served;

    public CallScheduler(string provider, RateWindow? window, TimeProvider clock)
    {
        (_provider, _window, _clock) = (provider, window, clock);
        _wake = clock.CreateTimer(
            static lane => ((CallScheduler)lane!).ServeNow(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Waiting
    {
        get
        {
            lock (_gate)
                return _doors.Sum(door => door.Queue.Count);
        }
    }

    /// <summary>How many calls the window takes, null for any number.</summary>
    public int? Limit
    {
        get
        {
            lock (_gate)
                return _window?.Limit;
        }
    }

    /// <summary>A place at once, where there is one.</summary>
    /// <returns>Null where the call must wait, by <see cref="WaitAsync"/>.</returns>
    public IDisposable? TryAcquire(CallPriority priority, CallOrigin origin, Guid user)
    {
        var door = _doors[(int)origin];
        lock (_gate)
        {
            // A call that waits although it could have a slot waits for the rate window only, and goes first.
            if (NextDoor()?.Next <= priority || !door.HasFreeSlot(priority, user) || FreeIn(priority) > TimeSpan.Zero)
                return null;
            return Take(door, user);
        }
    }

    /// <exception cref="UpstreamException">There is none within two seconds.</exception>
    public async ValueTask<IDisposable> WaitAsync(
        CallPriority priority, CallOrigin origin, Guid user, CancellationToken cancellationToken)
    {
        var (call, door) = (new WaitingCall(priority, user), _doors[(int)origin]);
        lock (_gate)
        {
            if (FreeIn(priority) is var free && free >= LongestWait)
                throw Full(free);
            if (!door.Queue.TryAdd(call))
                throw Crowded();
            // There may have been room meanwhile.
            Serve();
        }

        await using var deadline = _clock.CreateTimer(
            _ => GiveUp(call, door), state: null, LongestWait, Timeout.InfiniteTimeSpan);
        await using var leaving = cancellationToken.UnsafeRegister(
            _ => Leave(call, door, cancellationToken), state: null);
        return await call.Task;
    }

    /// <summary>One more has left, though nobody asked for its place.</summary>
    public void Count()
    {
        lock (_gate)
            _window?.Count();
    }

    /// <summary>The call that just entered does not leave after all.</summary>
    public void UndoCount()
    {
        lock (_gate)
            _window?.UndoCount();
    }

    /// <summary>How long until the window has room for one more call.</summary>
    public TimeSpan TimeUntilRoom(CallPriority priority)
    {
        if (_window is null)
            return TimeSpan.Zero;
        lock (_gate)
            return FreeIn(priority);
    }

    /// <summary>A rate-limit block holds for so long.</summary>
    public void Block(TimeSpan rest)
    {
        lock (_gate)
            _window?.Block(rest);
    }

    /// <summary>The provider says that it was too much.</summary>
    public void LearnLimit()
    {
        lock (_gate)
            _window?.LearnLimit();
    }

    /// <summary>Those who wait wait for nothing: they are told now.</summary>
    public void RejectAll(Func<UpstreamException> why)
    {
        lock (_gate)
        {
            foreach (var door in _doors)
            {
                while (door.Queue.Count > 0)
                    door.Queue.Take(static (_, _) => true).TrySetException(why());
            }
        }
    }

    public void Dispose() => _wake.Dispose();

    // Two seconds are over: what it waited for says when to come back.
    private void GiveUp(WaitingCall call, ConcurrencySlots door)
    {
        lock (_gate)
        {
            Serve();
            if (!door.Queue.Remove(call))
                return;
            var free = door.HasFreeSlot(call.Priority, call.User) ? FreeIn(call.Priority) : TimeSpan.Zero;
            call.TrySetException(free > TimeSpan.Zero ? Full(free) : Crowded());
        }
    }

    private void Leave(WaitingCall call, ConcurrencySlots door, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (door.Queue.Remove(call))
                call.TrySetCanceled(cancellationToken);
        }
    }

    private void GiveBack(UserSlots share)
    {
        lock (_gate)
        {
            share.Door.Release(share);
            Serve();
        }
    }

    private void ServeNow()
    {
        lock (_gate)
            Serve();
    }

    // What stops the most urgent stops all others.
    private void Serve()
    {
        while (NextDoor() is { Next: { } priority } door)
        {
            var free = FreeIn(priority);
            if (free >= LongestWait)
            {
                // It would wait in vain.
                door.TakeNext().TrySetException(Full(free));
                continue;
            }

            if (free > TimeSpan.Zero)
            {
                _wake.Change(free + Tick, Timeout.InfiniteTimeSpan);
                return;
            }

            _served = door;
#pragma warning disable CA2000 // The place is the caller's, who waits for it.
            var call = door.TakeNext();
            call.TrySetResult(Take(door, call.User));
#pragma warning restore CA2000
        }
    }

    // Where both have somebody as urgent, they take turns.
    private ConcurrencySlots? NextDoor()
    {
        ConcurrencySlots? next = null;
        foreach (var door in _doors)
        {
            if (door.Next is { } priority
                && (next is null || priority < next.Next || (priority == next.Next && next == _served)))
                next = door;
        }

        return next;
    }

    private Place Take(ConcurrencySlots door, Guid user)
    {
        _window?.Count();
        return new Place(this, door.Take(user));
    }

    private TimeSpan FreeIn(CallPriority priority) => _window?.TimeUntilRoom(priority) ?? TimeSpan.Zero;

    private UpstreamException Full(TimeSpan free) =>
        new(_provider, UpstreamFault.RateLimited, "This server has used up its request rate at the provider.")
        {
            RetryAfter = free,
        };

    private UpstreamException Crowded() =>
        new(_provider, UpstreamFault.Unavailable,
            "Too many requests are already waiting for the provider.") { RetryAfter = TryAgain };

    private sealed class Place(CallScheduler lane, UserSlots share) : IDisposable
    {
#pragma warning disable CA2213 // A place is given back to its lane, which lives on.
        private CallScheduler? _lane = lane;
#pragma warning restore CA2213

        public void Dispose() => Interlocked.Exchange(ref _lane, null)?.GiveBack(share);
    }
}
