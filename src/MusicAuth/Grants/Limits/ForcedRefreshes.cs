using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace MusicAuth.Grants.Limits;

/// <summary>
/// Limits how often a 401 of a provider's API forces a refresh of one grant: once in 15 s unless a call succeeded
/// since, and four times in a minute at most. The row carries the times too, for other processes and for a restart.
/// A restart forgets which calls succeeded, so the 15 s count only what began since this process started.
/// </summary>
public sealed class ForcedRefreshes(TimeProvider time, IOptions<GrantsOptions>? options = null)
{
    public static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    public const int MaxInWindow = 4;

    // The row holds whole milliseconds.
    private static readonly TimeSpan RowResolution = TimeSpan.FromMilliseconds(1);

    private const int SweepThreshold = 100;

    private readonly ConcurrentDictionary<(Guid UserId, string Provider), History> _histories = new();
    private readonly long _startedAt = time.GetTimestamp();
    private readonly int _maxInWindow = options?.Value.ForcedRefreshesPerMinute ?? MaxInWindow;
    private int _count;

    /// <summary>How many grants are remembered.</summary>
    public int Count => _histories.Count;

    /// <summary>How long the next forced refresh must wait; zero where it can begin now.</summary>
    public TimeSpan WaitFor(Grant grant)
    {
        if (_maxInWindow == 0)
            return TimeSpan.Zero;
        var (here, isAccepted) = _histories.TryGetValue((grant.UserId, grant.Provider), out var record)
            ? record.Read(time, grant.Generation)
            : ([], false);
        var now = time.GetUtcNow();
        var (ours, elsewhere) = (
            Wait(here, isAccepted),
            Wait((grant.ForcedRefreshesAt ?? []).Select(at => now - DateTimeOffset.FromUnixTimeMilliseconds(at)),
                isAccepted));
        return ours > elsewhere ? ours : elsewhere;
    }

    /// <summary>Counts one that begins now.</summary>
    /// <returns>What the row is to carry.</returns>
    public long[] RecordForced(Grant grant)
    {
        if (_histories.Count > SweepThreshold)
            Sweep();
        _histories.GetOrAdd((grant.UserId, grant.Provider), static _ => new History()).Add(time.GetTimestamp());
        Volatile.Write(ref _count, _histories.Count);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return [.. (grant.ForcedRefreshesAt ?? []).TakeLast(MaxInWindow - 1), now];
    }

    /// <summary>The provider took the token of this generation: the last forced refresh helped.</summary>
    public void RecordAccepted(Guid userId, string provider, long generation)
    {
        // Nearly always nothing was forced, and every call comes here.
        if (Volatile.Read(ref _count) == 0 || !_histories.TryGetValue((userId, provider), out var record))
            return;
        record.RecordAccepted(generation);
    }

    // An age below zero is of a clock that was set back.
    private TimeSpan Wait(IEnumerable<TimeSpan> ages, bool isAccepted)
    {
        TimeSpan[] young = [.. ages.Where(age => age >= TimeSpan.Zero && age < Window).Order()];
        var wait = TimeSpan.Zero;
        if (young.Length >= _maxInWindow)
            wait = Window - young[_maxInWindow - 1];
        if (young.Length > 0 && !isAccepted && young[0] <= time.GetElapsedTime(_startedAt) + RowResolution
            && MinInterval - young[0] > wait)
            wait = MinInterval - young[0];
        return wait;
    }

    private void Sweep()
    {
        foreach (var record in _histories.Where(record => record.Value.IsExpired(time)))
            _histories.TryRemove(record);
    }

    private sealed class History
    {
        private readonly Lock _gate = new();
        private readonly List<long> _forcedAt = [];
        private long _acceptedGeneration = -1;

        public void Add(long timestamp)
        {
            lock (_gate)
            {
                if (_forcedAt.Count == MaxInWindow)
                    _forcedAt.RemoveAt(0);
                _forcedAt.Add(timestamp);
                _acceptedGeneration = -1;
            }
        }

        public void RecordAccepted(long generation)
        {
            lock (_gate)
                _acceptedGeneration = Math.Max(_acceptedGeneration, generation);
        }

        public (IReadOnlyList<TimeSpan> Ages, bool IsAccepted) Read(TimeProvider time, long generation)
        {
            lock (_gate)
                return ([.. _forcedAt.Select(begun => time.GetElapsedTime(begun))], _acceptedGeneration >= generation);
        }

        public bool IsExpired(TimeProvider time)
        {
            lock (_gate)
                return time.GetElapsedTime(_forcedAt[^1]) >= Window;
        }
    }
}
