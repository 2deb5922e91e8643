using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MusicAuth.Access;

/// <summary>Equal events of one clock hour, counted.</summary>
public sealed record ActivityTally(
    ActivityEvent Event, long Hour, DateTimeOffset First, DateTimeOffset Last, long Count)
{
    public const int SecondsPerHour = 3600;

    /// <summary>The hour as a number that goes on for ever.</summary>
    public static long HourOf(DateTimeOffset instant) => instant.ToUnixTimeSeconds() / SecondsPerHour;

    public static DateTimeOffset BeginningOf(long hour) => DateTimeOffset.FromUnixTimeSeconds(hour * SecondsPerHour);
}

/// <summary>
/// Takes note of what happens without keeping anybody waiting: counts it in memory, and a few seconds later
/// <see cref="ActivityWriter"/> writes it. What must outlive a crash goes by <see cref="ActivityStore"/>.
/// </summary>
public sealed class ActivityLog(ActivityMetrics metrics, TimeProvider time)
{
    /// <summary>So many different events may wait; equal ones go on counting.</summary>
    public const int MostWaiting = 10_000;

    private readonly Lock _lock = new();
    private Dictionary<Slot, Counts> _waiting = [];
    private long _dropped;

    /// <summary>Never waits and never fails.</summary>
    public void Note(ActivityEvent e)
    {
        var now = time.GetUtcNow();
        if (!TryCount(new Slot(e, ActivityTally.HourOf(now)), new Counts(now, now, 1)))
            Drop(1);
    }

    /// <summary>All that waits, the first to come first; from now on it is the taker's.</summary>
    public IReadOnlyList<ActivityTally> Take()
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
            .. taken.Select(one => new ActivityTally(
                    one.Key.Event, one.Key.Hour, one.Value.First, one.Value.Last, one.Value.Count))
                .OrderBy(tally => tally.First),
        ];
    }

    /// <summary>What could not be written waits again.</summary>
    public void PutBack(IEnumerable<ActivityTally> tallies)
    {
        foreach (var tally in tallies)
        {
            if (!TryCount(new Slot(tally.Event, tally.Hour), new Counts(tally.First, tally.Last, tally.Count)))
                Drop(tally.Count);
        }
    }

    /// <summary>What is lost.</summary>
    public void Drop(long events)
    {
        Interlocked.Add(ref _dropped, events);
        metrics.Dropped(events);
    }

    /// <summary>How many events were lost since it was asked last.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);

    // Of too many it is the new ones that are lost: a flood must not wash away what led to it.
    private bool TryCount(Slot slot, Counts counts)
    {
        lock (_lock)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(_waiting, slot);
            if (!Unsafe.IsNullRef(ref known))
                known = known.And(counts);
            else if (_waiting.Count < MostWaiting)
                _waiting.Add(slot, counts);
            else
                return false;
            return true;
        }
    }

    private readonly record struct Slot(ActivityEvent Event, long Hour);

    private readonly record struct Counts(DateTimeOffset First, DateTimeOffset Last, long Count)
    {
        public Counts And(Counts other) => new(
            First < other.First ? First : other.First, Last > other.Last ? Last : other.Last, Count + other.Count);
    }
}
