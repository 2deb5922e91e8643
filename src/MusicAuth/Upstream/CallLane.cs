namespace MusicAuth.Upstream;

/// <summary>
/// The places of one side of a provider, its window, and who waits for them. Two seconds are the longest.
/// </summary>
internal sealed class CallLane : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly string _provider;
    private readonly CallWindow? _window;
    private readonly TimeProvider _clock;
    private readonly CallQueue _queue = new();
    private readonly ITimer _wake;
    private readonly Lock _gate = new();
    private int _taken;

    public CallLane(string provider, CallWindow? window, TimeProvider clock)
    {
        (_provider, _window, _clock) = (provider, window, clock);
        _wake = clock.CreateTimer(
            static lane => ((CallLane)lane!).ServeNow(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Waiting
    {
        get
        {
            lock (_gate)
                return _queue.Count;
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
    public IDisposable? TryEnter(CallPriority priority)
    {
        lock (_gate)
        {
            if (_queue.Next <= priority || !HasPlace(priority) || FreeIn(priority) > TimeSpan.Zero)
                return null;
            return Take();
        }
    }

    /// <exception cref="UpstreamException">There is none within two seconds.</exception>
    public async ValueTask<IDisposable> WaitAsync(
        CallPriority priority, Guid user, CancellationToken cancellationToken)
    {
        var call = new WaitingCall(priority, user);
        lock (_gate)
        {
            if (FreeIn(priority) is var free && free >= LongestWait)
                throw Full(free);
            if (!_queue.TryAdd(call))
                throw Crowded();
            // There may have been room meanwhile.
            Serve();
        }

        await using var deadline = _clock.CreateTimer(
            _ => GiveUp(call), state: null, LongestWait, Timeout.InfiniteTimeSpan);
        await using var leaving = cancellationToken.UnsafeRegister(_ => Leave(call, cancellationToken), state: null);
        return await call.Task;
    }

    /// <summary>One more has left, though nobody asked for its place.</summary>
    public void Count()
    {
        lock (_gate)
            _window?.Count();
    }

    /// <summary>The call that just entered does not leave after all.</summary>
    public void TakeBack()
    {
        lock (_gate)
            _window?.TakeBack();
    }

    /// <summary>The provider says that it was too much.</summary>
    public void Learn()
    {
        lock (_gate)
            _window?.Learn();
    }

    /// <summary>Those who wait wait for nothing: they are told now.</summary>
    public void Refuse(Func<UpstreamException> why)
    {
        lock (_gate)
        {
            while (_queue.Count > 0)
                _queue.Take().TrySetException(why());
        }
    }

    public void Dispose() => _wake.Dispose();

    // Two seconds are over: what it waited for says when to come back.
    private void GiveUp(WaitingCall call)
    {
        lock (_gate)
        {
            Serve();
            if (!_queue.Remove(call))
                return;
            var free = HasPlace(call.Priority) ? FreeIn(call.Priority) : TimeSpan.Zero;
            call.TrySetException(free > TimeSpan.Zero ? Full(free) : Crowded());
        }
    }

    private void Leave(WaitingCall call, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_queue.Remove(call))
                call.TrySetCanceled(cancellationToken);
        }
    }

    private void GiveBack()
    {
        lock (_gate)
        {
            _taken--;
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
        while (_queue.Next is { } priority && HasPlace(priority))
        {
            var free = FreeIn(priority);
            if (free >= LongestWait)
            {
                // It would wait in vain.
                _queue.Take().TrySetException(Full(free));
                continue;
            }

            if (free > TimeSpan.Zero)
            {
                _wake.Change(free + Tick, Timeout.InfiniteTimeSpan);
                return;
            }

#pragma warning disable CA2000 // The place is the caller's, who waits for it.
            _queue.Take().TrySetResult(Take());
#pragma warning restore CA2000
        }
    }

    private Place Take()
    {
        _taken++;
        _window?.Count();
        return new Place(this);
    }

    // The fifth is never taken by those who can wait.
    private bool HasPlace(CallPriority priority) =>
        _taken < ProviderGovernor.CallsAtOnce + (priority <= CallPriority.Refresh ? 1 : 0);

    private TimeSpan FreeIn(CallPriority priority) => _window?.FreeIn(priority) ?? TimeSpan.Zero;

    private UpstreamException Full(TimeSpan free) =>
        new(_provider, UpstreamFault.RateLimited, "The app has used up what the provider takes at a time.")
        {
            RetryAfter = free,
        };

    private UpstreamException Crowded() =>
        new(_provider, UpstreamFault.Unavailable, "Too many calls are waiting.") { RetryAfter = TryAgain };

    private sealed class Place(CallLane lane) : IDisposable
    {
#pragma warning disable CA2213 // A place is given back to its lane, which lives on.
        private CallLane? _lane = lane;
#pragma warning restore CA2213

        public void Dispose() => Interlocked.Exchange(ref _lane, null)?.GiveBack();
    }
}
