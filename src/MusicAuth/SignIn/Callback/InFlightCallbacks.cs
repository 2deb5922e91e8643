namespace MusicAuth.SignIn.Callback;

/// <summary>
/// Callbacks under way. A browser that sends one twice at once has one sign-in, and both answers end it alike. A
/// request that arrives after the end is no part of it: it needs the session that the first one gave.
/// </summary>
public sealed class InFlightCallbacks
{
    private readonly Lock _lock = new();
    private readonly SortedSet<long> _arrivals = [];
    private readonly Dictionary<string, InFlightCallback> _flights = new(StringComparer.Ordinal);
    private readonly Queue<InFlightCallback> _ended = new();
    private long _order;

    /// <summary>Takes note of a callback; dispose it with its answer.</summary>
    public CallbackRegistration Register()
    {
        lock (_lock)
        {
            var arrival = new CallbackRegistration(this, ++_order);
            _arrivals.Add(arrival.Order);
            return arrival;
        }
    }

    /// <summary>The flight with this key that was under way when the request arrived; null where none was.</summary>
    public InFlightCallback? Find(string key, CallbackRegistration arrival)
    {
        lock (_lock)
            return FindJoinable(key, arrival);
    }

    /// <summary>The flight that is under way, or a new one, which its beginner must end.</summary>
    public (InFlightCallback Flight, bool IsNew) FindOrAdd(string key, CallbackRegistration arrival)
    {
        lock (_lock)
        {
            if (FindJoinable(key, arrival) is { } current)
                return (current, false);
            var flight = new InFlightCallback(key);
            // One that has ended stays for requests that were there before its end.
            _flights.TryAdd(key, flight);
            return (flight, true);
        }
    }

    /// <param name="flight">The caller's own.</param>
    /// <param name="end">Null where the request ended without an answer.</param>
    public void Complete(InFlightCallback flight, CallbackResult? end)
    {
        lock (_lock)
        {
            flight.CompletionOrder = ++_order;
            _ended.Enqueue(flight);
            RemoveUnreachable();
        }

        flight.Complete(end);
    }

    internal void Unregister(CallbackRegistration arrival)
    {
        lock (_lock)
        {
            _arrivals.Remove(arrival.Order);
            RemoveUnreachable();
        }
    }

    private InFlightCallback? FindJoinable(string key, CallbackRegistration arrival) =>
        _flights.TryGetValue(key, out var flight) && (flight.CompletionOrder is not { } end || arrival.Order < end)
            ? flight
            : null;

    private void RemoveUnreachable()
    {
        while (_ended.TryPeek(out var oldest) && (_arrivals.Count == 0 || oldest.CompletionOrder < _arrivals.Min))
        {
            _ended.Dequeue();
            if (_flights.TryGetValue(oldest.Key, out var kept) && ReferenceEquals(kept, oldest))
                _flights.Remove(oldest.Key);
        }
    }
}
