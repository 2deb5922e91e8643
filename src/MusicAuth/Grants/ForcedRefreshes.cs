using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace MusicAuth.Grants;

/// <summary>
/// Limits how often a 401 of a provider's API forces a refresh of one grant: once in 15 s unless a call succeeded
/// since, and four times in a minute at most. The row carries the times too, for other processes and for a restart.
/// A restart forgets which calls succeeded, so the 15 s count only what began since this process started.
/// </summary>
public sealed class ForcedRefreshes(TimeProvider time, IOptions<GrantsOptions> options)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    public const int MostInWindow = 4;

    // The row holds whole milliseconds.
    private static readonly TimeSpan RowResolution = TimeSpan.FromMilliseconds(1);

    private const int FewToSweep = 100;

    private readonly ConcurrentDictionary<(Guid UserId, string Provider), Record> _records = new();
    private readonly long _startedAt = time.GetTimestamp();
    private readonly int _mostInWindow = options.Value.ForcedRefreshesPerMinute;
    private int _count;

    /// <summary>How many grants are remembered.</summary>
    public int Count => _records.Count;

    /// <summary>How long the next forced refresh must wait; zero where it can begin now.</summary>
    public TimeSpan WaitFor(Grant grant)
    {
        if (_mostInWindow == 0)
            return TimeSpan.Zero;
        var (here, isAccepted) = _records.TryGetValue((grant.UserId, grant.Provider), out var record)
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
    public long[] Begin(Grant grant)
    {
        if (_records.Count > FewToSweep)
            Sweep();
        _records.GetOrAdd((grant.UserId, grant.Provider), static _ => new Record()).Add(time.GetTimestamp());
        Volatile.Write(ref _count, _records.Count);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return [.. (grant.ForcedRefreshesAt ?? []).TakeLast(MostInWindow - 1), now];
    }

    /// <summary>The provider took the token of this generation: the last forced refresh helped.</summary>
    public void Accepted(Guid userId, string provider, long generation)
    {
        // Nearly always nothing was forced, and every call comes here.
        if (Volatile.Read(ref _count) == 0 || !_records.TryGetValue((userId, provider), out var record))
            return;
        record.Accept(generation);
    }

    // An age below zero is of a clock that was set back.
    private TimeSpan Wait(IEnumerable<TimeSpan> ages, bool isAccepted)
    {
        TimeSpan[] young = [.. ages.Where(age => age >= TimeSpan.Zero && age < Window).Order()];
        var wait = TimeSpan.Zero;
        if (young.Length >= _mostInWindow)
            wait = Window - young[_mostInWindow - 1];
        if (young.Length > 0 && !isAccepted && young[0] <= time.GetElapsedTime(_startedAt) + RowResolution
            && Interval - young[0] > wait)
            wait = Interval - young[0];
        return wait;
    }

    private void Sweep()
    {
        foreach (var record in _records.Where(record => record.Value.IsOver(time)))
            _records.TryRemove(record);
    }

    private sealed class Record
    {
        private readonly Lock _gate = new();
        private readonly List<long> _begun = [];
        private long _accepted = -1;

        public void Add(long timestamp)
        {
            lock (_gate)
            {
                if (_begun.Count == MostInWindow)
                    _begun.RemoveAt(0);
                _begun.Add(timestamp);
                _accepted = -1;
            }
        }

        public void Accept(long generation)
        {
            lock (_gate)
                _accepted = Math.Max(_accepted, generation);
        }

        public (IReadOnlyList<TimeSpan> Ages, bool IsAccepted) Read(TimeProvider time, long generation)
        {
            lock (_gate)
                return ([.. _begun.Select(begun => time.GetElapsedTime(begun))], _accepted >= generation);
        }

        public bool IsOver(TimeProvider time)
        {
            lock (_gate)
                return time.GetElapsedTime(_begun[^1]) >= Window;
        }
    }
}
