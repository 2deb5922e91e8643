using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MusicAuth.Access.Audit;

/// <summary>
/// Counts events in memory, so that no request waits; <see cref="AuditWriter"/> writes the counts some seconds later.
/// An event that must survive a crash goes to <see cref="AuditStore"/>.
/// </summary>
internal sealed class AuditLog(AuditMetrics metrics, TimeProvider time)
{
    /// <summary>How many different events can wait; equal ones only increase a count.</summary>
    public const int MaxPending = 10_000;

    private readonly Lock _lock = new();
    private Dictionary<Slot, Counts> _pending = [];
    private long _lost;

    /// <summary>Called when the first event is added to an empty log.</summary>
    public Action? Waiting { get; set; }

    public void Record(AuditEvent e)
    {
        var now = time.GetUtcNow();
        if (!TryCount(new Slot(e, AuditEventCount.HourOf(now)), new Counts(now, now, 1)))
            CountLost(1);
    }

    /// <summary>Takes all pending counts, the oldest first.</summary>
    public IReadOnlyList<AuditEventCount> Drain()
    {
        Dictionary<Slot, Counts> drained;
        lock (_lock)
        {
            if (_pending.Count == 0)
                return [];
            (drained, _pending) = (_pending, []);
        }

        return
        [
            .. drained.Select(one => new AuditEventCount(
                    one.Key.Event, one.Key.Hour, one.Value.First, one.Value.Last, one.Value.Count))
                .OrderBy(count => count.First),
        ];
    }

    /// <summary>Takes back counts that the database did not accept.</summary>
    public void Requeue(IEnumerable<AuditEventCount> counts)
    {
        foreach (var count in counts)
        {
            if (!TryCount(new Slot(count.Event, count.Hour), new Counts(count.First, count.Last, count.Count)))
                CountLost(count.Count);
        }
    }

    public void CountLost(long events)
    {
        Interlocked.Add(ref _lost, events);
        metrics.RecordDropped(events);
    }

    /// <summary>The number of lost events since the last call.</summary>
    public long DrainLostCount() => Interlocked.Exchange(ref _lost, 0);

    // A full log loses new events: a flood must not displace the events that led to it.
    private bool TryCount(Slot slot, Counts counts)
    {
        bool isFirst;
        lock (_lock)
        {
            isFirst = _pending.Count == 0;
            ref var pending = ref CollectionsMarshal.GetValueRefOrNullRef(_pending, slot);
            if (!Unsafe.IsNullRef(ref pending))
                pending = pending.Add(counts);
            else if (_pending.Count < MaxPending)
                _pending.Add(slot, counts);
            else
                return false;
        }

        if (isFirst)
            Waiting?.Invoke();
        return true;
    }

    private readonly record struct Slot(AuditEvent Event, long Hour);

    private readonly record struct Counts(DateTimeOffset First, DateTimeOffset Last, long Count)
    {
        public Counts Add(Counts other) => new(
            First < other.First ? First : other.First, Last > other.Last ? Last : other.Last, Count + other.Count);
    }
}
