using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MusicAuth.Access.Audit;

/// <summary>
/// Takes note of what happens without keeping anybody waiting: counts it in memory, and a few seconds later
/// <see cref="AuditWriter"/> writes it. What must outlive a crash goes by <see cref="AuditStore"/>.
/// </summary>
public sealed class AuditLog(AuditMetrics metrics, TimeProvider time)
{
    /// <summary>So many different events may wait; equal ones go on counting.</summary>
    public const int MaxPending = 10_000;

    private readonly Lock _lock = new();
    private Dictionary<Slot, Counts> _waiting = [];
    private long _dropped;

    /// <summary>Never waits and never fails.</summary>
    public void Record(AuditEvent e)
    {
        var now = time.GetUtcNow();
        if (!TryCount(new Slot(e, AuditEventCount.HourOf(now)), new Counts(now, now, 1)))
            CountLost(1);
    }

    /// <summary>All that waits, the first to come first; from now on it is the taker's.</summary>
    public IReadOnlyList<AuditEventCount> Drain()
    {
        Dictionary<Slot, Counts> taken;
        lock (_lock)
        {
            if (_waiting.Count == 0)
                return [];
            (taken, _waiting) = (_waiting, []);
        }

        return
        [
            .. taken.Select(one => new AuditEventCount(
                    one.Key.Event, one.Key.Hour, one.Value.First, one.Value.Last, one.Value.Count))
                .OrderBy(tally => tally.First),
        ];
    }

    /// <summary>What could not be written waits again.</summary>
    public void Requeue(IEnumerable<AuditEventCount> tallies)
    {
        foreach (var tally in tallies)
        {
            if (!TryCount(new Slot(tally.Event, tally.Hour), new Counts(tally.First, tally.Last, tally.Count)))
                CountLost(tally.Count);
        }
    }

    /// <summary>What is lost.</summary>
    public void CountLost(long events)
    {
        Interlocked.Add(ref _dropped, events);
        metrics.RecordDropped(events);
    }

    /// <summary>How many events were lost since it was asked last.</summary>
    public long DrainLostCount() => Interlocked.Exchange(ref _dropped, 0);

    // Of too many it is the new ones that are lost: a flood must not wash away what led to it.
    private bool TryCount(Slot slot, Counts counts)
    {
        lock (_lock)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(_waiting, slot);
            if (!Unsafe.IsNullRef(ref known))
                known = known.And(counts);
            else if (_waiting.Count < MaxPending)
                _waiting.Add(slot, counts);
            else
                return false;
            return true;
        }
    }

    private readonly record struct Slot(AuditEvent Event, long Hour);

    private readonly record struct Counts(DateTimeOffset First, DateTimeOffset Last, long Count)
    {
        public Counts And(Counts other) => new(
            First < other.First ? First : other.First, Last > other.Last ? Last : other.Last, Count + other.Count);
    }
}
