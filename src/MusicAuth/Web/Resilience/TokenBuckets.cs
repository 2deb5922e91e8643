using System.Collections.Concurrent;

namespace MusicAuth.Web.Resilience;

/// <summary>
/// A token bucket for each key, with the permits of a minute, refilled steadily. The refill is computed at each
/// request: a <see cref="System.Threading.RateLimiting.PartitionedRateLimiter"/> wakes the process ten times a second.
/// </summary>
internal sealed class TokenBuckets<TKey>(int perMinute, TimeProvider time)
    where TKey : notnull
{
    private const int FirstSweep = 1_024;

    private readonly ConcurrentDictionary<TKey, Bucket> _buckets = new();
    private readonly double _ticksPerToken = TimeSpan.TicksPerMinute / (double)perMinute;
    private int _sweepAt = FirstSweep;

    public int Count => _buckets.Count;

    /// <returns>Null if the permit is granted, or else the time until the next permit.</returns>
    public TimeSpan? TryAcquire(TKey key)
    {
        var now = time.GetTimestamp();
        while (true)
        {
            if (!_buckets.TryGetValue(key, out var bucket))
                bucket = Add(key, now);
            lock (bucket)
            {
                // The sweep has removed the bucket in the meantime.
                if (bucket.IsRemoved)
                    continue;
                Refill(bucket, now);
                if (bucket.Tokens < 1)
                    return TimeSpan.FromTicks((long)((1 - bucket.Tokens) * _ticksPerToken));
                bucket.Tokens--;
                return null;
            }
        }
    }

    private Bucket Add(TKey key, long now)
    {
        if (_buckets.Count >= Volatile.Read(ref _sweepAt))
            Sweep(now);
        return _buckets.GetOrAdd(key, new Bucket { Tokens = perMinute, RefilledAt = now });
    }

    // A full bucket is the same as none.
    private void Sweep(long now)
    {
        foreach (var (key, bucket) in _buckets)
        {
            lock (bucket)
            {
                Refill(bucket, now);
                if (bucket.Tokens < perMinute)
                    continue;
                bucket.IsRemoved = true;
            }

            _buckets.TryRemove(key, out _);
        }

        Volatile.Write(ref _sweepAt, Math.Max(FirstSweep, 2 * _buckets.Count));
    }

    private void Refill(Bucket bucket, long now)
    {
        var elapsed = time.GetElapsedTime(bucket.RefilledAt, now);
        if (elapsed <= TimeSpan.Zero)
            return;
        bucket.Tokens = Math.Min(perMinute, bucket.Tokens + (elapsed.Ticks / _ticksPerToken));
        bucket.RefilledAt = now;
    }

    private sealed class Bucket
    {
        public double Tokens { get; set; }
        public long RefilledAt { get; set; }
        public bool IsRemoved { get; set; }
    }
}
