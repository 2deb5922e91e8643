using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace MusicAuth.Grants.Limits;

/// <summary>
/// Limits how often a 401 of a provider's API forces a refresh of one grant: once in 15 s unless a call succeeded
/// since, and four times in a minute. The grant's row has the times too, for other processes and after a restart.
/// A restart forgets which calls succeeded, so the 15 s count only refreshes since this process started.
/// </summary>
internal sealed class ForcedRefreshes(TimeProvider time, IOptions<GrantsOptions> options)
{
    public static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    public const int MaxInWindow = 4;

    // The row has whole milliseconds.
    private static readonly TimeSpan RowResolution = TimeSpan.FromMilliseconds(1);

    private const int SweepThreshold = 100;

    private readonly ConcurrentDictionary<(Guid UserId, string Provider), History> _histories = new();
    private readonly long _startedAt = time.GetTimestamp();
    private readonly int _maxInWindow = options.Value.ForcedRefreshesPerMinute;
    private int _count;

    public int Count => _histories.Count;

    /// <summary>Whether the access token would need no refresh, had the API not refused it.</summary>
    public bool IsForced(Grant grant, RefreshRequest request) =>
        request.IsRefusalOf(grant) && time.GetUtcNow() < GrantStatus.FreshUntil(grant);

    public TimeSpan WaitFor(Grant grant, RefreshRequest request) =>
        IsForced(grant, request) ? WaitFor(grant) : TimeSpan.Zero;

    /// <summary>The wait before the next forced refresh; zero where it can begin now.</summary>
    public TimeSpan WaitFor(Grant grant)
    {
        if (_maxInWindow == 0)
            return TimeSpan.Zero;
        var (agesInMemory, isAccepted) = _histories.TryGetValue((grant.UserId, grant.Provider), out var history)
            ? history.Read(time, grant.Generation)
            : ([], false);
        var now = time.GetUtcNow();
        var agesInRow = (grant.ForcedRefreshesAt ?? [])
            .Select(forcedAt => now - DateTimeOffset.FromUnixTimeMilliseconds(forcedAt));
        var (waitInMemory, waitInRow) = (Wait(agesInMemory, isAccepted), Wait(agesInRow, isAccepted));
        return waitInMemory > waitInRow ? waitInMemory : waitInRow;
    }

    /// <summary>Counts a forced refresh that begins now.</summary>
    /// <returns>The times for the grant's row.</returns>
    public long[] RecordForced(Grant grant)
    {
        if (_histories.Count > SweepThreshold)
            Sweep();
        _histories.GetOrAdd((grant.UserId, grant.Provider), static _ => new History()).Add(time.GetTimestamp());
        Volatile.Write(ref _count, _histories.Count);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return [.. (grant.ForcedRefreshesAt ?? []).TakeLast(MaxInWindow - 1), now];
    }

    /// <summary>Records that the provider accepted the token of a generation: the last forced refresh helped.</summary>
    public void RecordAccepted(Guid userId, string provider, long generation)
    {
        // Every call comes here, and a forced refresh is rare.
        if (Volatile.Read(ref _count) > 0 && _histories.TryGetValue((userId, provider), out var history))
            history.RecordAccepted(generation);
    }

    // An age is negative where the clock was set back.
    private TimeSpan Wait(IEnumerable<TimeSpan> ages, bool isAccepted)
    {
        TimeSpan[] recent = [.. ages.Where(age => age >= TimeSpan.Zero && age < Window).Order()];
        var wait = TimeSpan.Zero;
        if (recent.Length >= _maxInWindow)
            wait = Window - recent[_maxInWindow - 1];
        if (recent.Length > 0 && !isAccepted && recent[0] <= time.GetElapsedTime(_startedAt) + RowResolution
            && MinInterval - recent[0] > wait)
            wait = MinInterval - recent[0];
        return wait;
    }

    private void Sweep()
    {
        foreach (var expired in _histories.Where(history => history.Value.IsExpired(time)))
            _histories.TryRemove(expired);
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
                return ([.. _forcedAt.Select(at => time.GetElapsedTime(at))], _acceptedGeneration >= generation);
        }

        public bool IsExpired(TimeProvider time)
        {
            lock (_gate)
                return time.GetElapsedTime(_forcedAt[^1]) >= Window;
        }
    }
}
