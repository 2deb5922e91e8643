namespace MusicAuth.Sandbox;

/// <summary>A number of requests in a rolling window, counted for each app.</summary>
internal sealed class RequestWindow(TimeProvider clock, TimeSpan length)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<DateTimeOffset>> _taken = new(StringComparer.Ordinal);

    /// <summary>Null if the request is allowed, otherwise the time until the next one is.</summary>
    public TimeSpan? TakeOrRetryAfter(string app, int limit)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (!_taken.TryGetValue(app, out var times)) _taken[app] = times = new();
            while (times.TryPeek(out var oldest) && oldest + length <= now) times.Dequeue();
            if (times.Count >= limit) return times.TryPeek(out var first) ? first + length - now : length;
            times.Enqueue(now);
            return null;
        }
    }

    public void Reset()
    {
        lock (_gate) _taken.Clear();
    }
}
