namespace MusicAuth.SignIn.Callback;

/// <summary>
/// The callbacks in progress. Requests that arrive before a callback completes share its result; later requests need
/// the session that it issued.
/// </summary>
internal sealed class InFlightCallbacks
{
    private readonly Lock _lock = new();
    private readonly SortedSet<long> _arrivals = [];
    private readonly Dictionary<string, InFlightCallback> _callbacks = new(StringComparer.Ordinal);
    private readonly Queue<InFlightCallback> _completed = new();
    private long _order;

    /// <summary>Registers a callback request in order of arrival, until the registration is disposed.</summary>
    public CallbackRegistration Register()
    {
        lock (_lock)
        {
            var registration = new CallbackRegistration(this, ++_order);
            _arrivals.Add(registration.Order);
            return registration;
        }
    }

    public InFlightCallback? Find(string key, CallbackRegistration registration)
    {
        lock (_lock)
            return FindJoinable(key, registration);
    }

    /// <summary>Returns the callback in progress, or a new one that the caller must complete.</summary>
    public (InFlightCallback Callback, bool IsNew) FindOrAdd(string key, CallbackRegistration registration)
    {
        lock (_lock)
        {
            if (FindJoinable(key, registration) is { } current)
                return (current, false);
            var callback = new InFlightCallback(key);
            // A completed callback stays for the requests that arrived before its completion.
            _callbacks.TryAdd(key, callback);
            return (callback, true);
        }
    }

    public void Complete(InFlightCallback callback, CallbackResult? result)
    {
        lock (_lock)
        {
            callback.CompletionOrder = ++_order;
            _completed.Enqueue(callback);
            RemoveUnreachable();
        }

        callback.Complete(result);
    }

    public void Unregister(CallbackRegistration registration)
    {
        lock (_lock)
        {
            _arrivals.Remove(registration.Order);
            RemoveUnreachable();
        }
    }

    private InFlightCallback? FindJoinable(string key, CallbackRegistration registration) =>
        _callbacks.TryGetValue(key, out var callback) && !(callback.CompletionOrder < registration.Order)
            ? callback
            : null;

    private void RemoveUnreachable()
    {
        while (_completed.TryPeek(out var oldest) && (_arrivals.Count == 0 || oldest.CompletionOrder < _arrivals.Min))
        {
            _completed.Dequeue();
            if (_callbacks.TryGetValue(oldest.Key, out var current) && current == oldest)
                _callbacks.Remove(oldest.Key);
        }
    }
}
