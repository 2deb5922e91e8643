namespace MusicAuth.SignIn;

/// <summary>
/// Callbacks under way. A browser that sends one twice at once has one sign-in, and both answers end it alike. A
/// request that arrives after the end is no part of it: it needs the session that the first one gave.
/// </summary>
public sealed class CallbackFlights
{
    private readonly Lock _lock = new();
    private readonly SortedSet<long> _arrivals = [];
    private readonly Dictionary<string, CallbackFlight> _flights = new(StringComparer.Ordinal);
    private readonly Queue<CallbackFlight> _ended = new();
    private long _order;

    /// <summary>Takes note of a callback; dispose it with its answer.</summary>
    public CallbackArrival Arrive()
    {
        lock (_lock)
        {
            var arrival = new CallbackArrival(this, ++_order);
            _arrivals.Add(arrival.Order);
            return arrival;
        }
    }

    /// <summary>The flight with this key that was under way when the request arrived; null where none was.</summary>
    public CallbackFlight? Find(string key, CallbackArrival arrival)
    {
        lock (_lock)
            return FindCurrent(key, arrival);
    }

    /// <summary>The flight that is under way, or a new one, which its beginner must end.</summary>
    public (CallbackFlight Flight, bool IsNew) FindOrBegin(string key, CallbackArrival arrival)
    {
        lock (_lock)
        {
            if (FindCurrent(key, arrival) is { } current)
                return (current, false);
            var flight = new CallbackFlight(key);
            // One that has ended stays for requests that were there before its end.
            _flights.TryAdd(key, flight);
            return (flight, true);
        }
    }

    /// <param name="flight">The caller's own.</param>
    /// <param name="end">Null where the request ended without an answer.</param>
    public void End(CallbackFlight flight, CallbackEnd? end)
    {
        lock (_lock)
        {
            flight.EndOrder = ++_order;
            _ended.Enqueue(flight);
            Sweep();
        }

        flight.Complete(end);
    }

    internal void Leave(CallbackArrival arrival)
    {
        lock (_lock)
        {
            _arrivals.Remove(arrival.Order);
            Sweep();
        }
    }

    private CallbackFlight? FindCurrent(string key, CallbackArrival arrival) =>
        _flights.TryGetValue(key, out var flight) && (flight.EndOrder is not { } end || arrival.Order < end)
            ? flight
            : null;

    private void Sweep()
    {
        while (_ended.TryPeek(out var oldest) && (_arrivals.Count == 0 || oldest.EndOrder < _arrivals.Min))
        {
            _ended.Dequeue();
            if (_flights.TryGetValue(oldest.Key, out var kept) && ReferenceEquals(kept, oldest))
                _flights.Remove(oldest.Key);
        }
    }
}
