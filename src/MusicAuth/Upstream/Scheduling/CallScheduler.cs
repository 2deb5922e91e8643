namespace MusicAuth.Upstream.Scheduling;

/// <summary>
/// Schedules the calls to one endpoint of a provider: concurrency slots by the origin of a call, one rate window for
/// all, and a queue in which a call waits for at most 2 s.
/// </summary>
internal sealed class CallScheduler : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TimerResolution = TimeSpan.FromMilliseconds(1);

    private readonly string _provider;
    private readonly RateWindow? _window;
    private readonly TimeProvider _clock;
    private readonly CallSlotPool[] _pools;
    private readonly ITimer _wakeUp;
    private readonly Lock _gate = new();
    private CallSlotPool? _lastServed;

    public CallScheduler(string provider, RateWindow? window, int[] slotsPerUser, TimeProvider clock)
    {
        (_provider, _window, _clock) = (provider, window, clock);
        _pools = [.. slotsPerUser.Select(slots => new CallSlotPool(slots))];
        _wakeUp = clock.CreateTimer(
            static scheduler => ((CallScheduler)scheduler!).Serve(), this, Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    public int Waiting
    {
        get
        {
            lock (_gate)
                return _pools.Sum(pool => pool.Queue.Count);
        }
    }

    public IDisposable? TryAcquire(CallContext call)
    {
        var pool = _pools[(int)call.Origin];
        lock (_gate)
        {
            // A call that waits although a slot is free waits for the rate window only, and goes first.
            return FindNextPool()?.NextPriority <= call.Priority || !pool.HasFreeSlot(call.Priority, call.SlotOwner)
                || GetWindowWait(call.Priority) > TimeSpan.Zero
                    ? null
                    : Take(pool, call.SlotOwner);
        }
    }

    /// <exception cref="UpstreamException">No slot became free within 2 s.</exception>
    public async ValueTask<IDisposable> WaitAsync(CallContext context, CancellationToken cancellationToken)
    {
        var (call, pool) = (new WaitingCall(context), _pools[(int)context.Origin]);
        lock (_gate)
        {
            if (GetWindowWait(call.Priority) is var wait && wait >= MaxWait)
                throw WindowFull(wait);
            if (!pool.Queue.TryAdd(call))
                throw QueueFull();
            // A slot may have become free since the first attempt.
            ServeQueues();
        }

        await using var deadline = _clock.CreateTimer(
            _ => TimeOut(call, pool), state: null, MaxWait, Timeout.InfiniteTimeSpan);
        await using var cancellation = cancellationToken.UnsafeRegister(
            _ => Cancel(call, pool, cancellationToken), state: null);
        return await call.Task;
    }

    public void RejectAll(Func<UpstreamException> createRefusal)
    {
        lock (_gate)
        {
            foreach (var pool in _pools)
            {
                while (pool.Queue.Count > 0)
                    pool.Queue.Dequeue(static (_, _) => true).TrySetException(createRefusal());
            }
        }
    }

    public void Dispose() => _wakeUp.Dispose();

    private void TimeOut(WaitingCall call, CallSlotPool pool)
    {
        lock (_gate)
        {
            ServeQueues();
            if (!pool.Queue.Remove(call))
                return;
            var wait = pool.HasFreeSlot(call.Priority, call.User) ? GetWindowWait(call.Priority) : TimeSpan.Zero;
            call.TrySetException(wait > TimeSpan.Zero ? WindowFull(wait) : QueueFull());
        }
    }

    private void Cancel(WaitingCall call, CallSlotPool pool, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (pool.Queue.Remove(call))
                call.TrySetCanceled(cancellationToken);
        }
    }

    private void Release(CallSlotPool pool, Guid user)
    {
        lock (_gate)
        {
            pool.Release(user);
            ServeQueues();
        }
    }

    private void Serve()
    {
        lock (_gate)
            ServeQueues();
    }

    // If the call with the highest priority cannot run, no other call can.
    private void ServeQueues()
    {
        while (FindNextPool() is { NextPriority: { } priority } pool)
        {
            var wait = GetWindowWait(priority);
            if (wait >= MaxWait)
            {
                pool.Dequeue().TrySetException(WindowFull(wait));
                continue;
            }

            if (wait > TimeSpan.Zero)
            {
                _wakeUp.Change(wait + TimerResolution, Timeout.InfiniteTimeSpan);
                return;
            }

            _lastServed = pool;
            var call = pool.Dequeue();
#pragma warning disable CA2000 // The waiting call receives the slot.
            call.TrySetResult(Take(pool, call.User));
#pragma warning restore CA2000
        }
    }

    // Pools whose next calls have the same priority take turns.
    private CallSlotPool? FindNextPool()
    {
        CallSlotPool? next = null;
        foreach (var pool in _pools)
        {
            if (pool.NextPriority is { } priority
                && (next is null || priority < next.NextPriority
                    || (priority == next.NextPriority && next == _lastServed)))
                next = pool;
        }

        return next;
    }

    private Slot Take(CallSlotPool pool, Guid user)
    {
        _window?.Count();
        pool.Take(user);
        return new Slot(this, pool, user);
    }

    private TimeSpan GetWindowWait(CallPriority priority) => _window?.TimeUntilRoom(priority) ?? TimeSpan.Zero;

    private UpstreamException WindowFull(TimeSpan wait) =>
        new(_provider, UpstreamFault.RateLimited, "The provider app has used up its rate window.")
        {
            RetryAfter = wait,
        };

    private UpstreamException QueueFull() =>
        new(_provider, UpstreamFault.Unavailable, "Too many calls are waiting.") { RetryAfter = MaxWait };

    private sealed class Slot(CallScheduler scheduler, CallSlotPool pool, Guid user) : IDisposable
    {
        private int _isReleased;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0)
                scheduler.Release(pool, user);
        }
    }
}
