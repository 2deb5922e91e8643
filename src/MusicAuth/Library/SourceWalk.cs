using MusicAuth.Web;

namespace MusicAuth.Library;

/// <summary>A place in a source's list: a window and how many of its entries are passed already.</summary>
internal readonly record struct Position(long Offset, int Skip);

/// <summary>Where a walk stands in one source; what the cursor keeps of it.</summary>
/// <param name="Provider">The wire name.</param>
/// <param name="Position">Null at the end.</param>
/// <param name="Total">As last told.</param>
/// <param name="Failure">Once failed, failed for the walk.</param>
/// <param name="FetchedAt">When the oldest of the last page was got.</param>
internal sealed record SourceState(
    string Provider, Position? Position, long? Total, SourceFailure? Failure, DateTimeOffset? FetchedAt)
{
    public bool GoesOn => Failure is null && Position is not null;
}

/// <summary>What a source gives to a page, and where that leaves it.</summary>
/// <param name="Items">What goes on the page.</param>
/// <param name="Dropped">Entries that are nothing.</param>
/// <param name="State">What the cursor keeps.</param>
internal sealed record Share<T>(IReadOnlyList<T> Items, int Dropped, SourceState State)
{
    /// <summary>When the oldest of it was got; null where nothing was read for this page.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>Why some of it is old.</summary>
    public SourceFailure? Stale { get; init; }

    /// <summary>Whether it ends here only because the source failed after a good beginning.</summary>
    public bool IsCut { get; init; }
}

/// <summary>
/// Reads one source window by window for one page. Windows are asked side by side as far as the total is known to
/// reach, but count only as an unbroken chain, each starting where the one before says that the list goes on.
/// </summary>
/// <param name="start">Where the page begins.</param>
/// <param name="hint">A total of an earlier walk, good for planning only.</param>
/// <param name="windowSize">The most entries of one call.</param>
/// <param name="fetch">Asks the source.</param>
internal sealed class SourceWalk<T>(
    SourceState start,
    long? hint,
    int windowSize,
    Func<WindowRange, Task<Outcome<T>>> fetch) where T : class
{
    // A source that gives nothing but dropped entries must not be asked for ever: the page then ends early.
    private const int MostWindows = 50;
    private const int MostAtOnce = 10;
    private const int MostAhead = 1_000_000;

    private readonly List<(Position From, Window<T> Window)> _chain = [];
    private long? _next = start.Position?.Offset;
    private long? _total = start.Total;
    private DateTimeOffset? _readAt;
    private SourceFailure? _stale;
    private bool _isCut;
    private int _asked;
    private bool _steps = true;

    /// <summary>Entries read and not yet given away.</summary>
    public int Available { get; private set; }

    public SourceFailure? Failure { get; private set; } = start.Failure;

    /// <summary>It goes on, but not on this page.</summary>
    public bool Stopped { get; private set; }

    public bool HasBeenRead => _asked > 0;

    private bool Ended => _next is null;

    private long? Reach => _total ?? hint;

    public bool CanRead => Failure is null && !Stopped && !Ended;

    /// <summary>How many entries it will give if asked for that many, as far as can be known.</summary>
    public int Expect(int wanted)
    {
        if (Failure is not null)
            return 0;
        if (!CanRead)
            return Math.Min(wanted, Available);
        return Reach is null ? wanted : Math.Min(wanted, Available + Upcoming());
    }

    /// <summary>One round of windows.</summary>
    public async Task ReadOnAsync(int wanted)
    {
        var offset = _next ?? throw new InvalidOperationException("The list is at its end.");
        var count = WindowsFor(wanted - Available);
        _asked += count;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, count)
            .Select(i => fetch(new WindowRange(offset + ((long)i * windowSize), windowSize))));
        for (var i = 0; i < count; i++)
        {
            if (!CanRead || _next != offset + ((long)i * windowSize))
                break;
            Add(outcomes[i]);
        }

        Stopped |= _asked >= MostWindows && CanRead;
    }

    /// <summary>Gives away that many, and passes over the dropped ones that follow.</summary>
    public Share<T> Take(int count)
    {
        var items = new List<T>(count);
        var dropped = 0;
        foreach (var (from, window) in _chain)
        {
            for (var i = from.Skip; i < window.Entries.Count; i++)
            {
                if (window.Entries[i] is not { } item)
                {
                    dropped++;
                    continue;
                }

                if (items.Count == count)
                    return ShareOf(items, dropped, new Position(from.Offset, i));
                items.Add(item);
            }
        }

        return ShareOf(items, dropped, _chain.Count is 0 ? start.Position : At(_next));
    }

    private Share<T> ShareOf(IReadOnlyList<T> items, int dropped, Position? position) =>
        new(items, dropped, new(start.Provider, position, _total, Failure, _readAt ?? start.FetchedAt))
        {
            ReadAt = _readAt,
            Stale = _stale,
            IsCut = _isCut,
        };

    private static Position? At(long? offset) => offset is { } value ? new Position(value, 0) : null;

    private void Add(Outcome<T> outcome)
    {
        if (outcome.Window is { } window && window.NextOffset is { } next && next <= _next)
            outcome = new(null, new(start.Provider, ProblemCode.ProviderAnswerInvalid, null, null));
        if (outcome.Window is not { } good)
        {
            // After a good beginning the page ends here, and the next one tries again.
            if (_chain.Count > 0)
                Stopped = _isCut = true;
            else
                Failure = outcome.Failure;
            return;
        }

        var from = new Position(_next.GetValueOrDefault(), _chain.Count is 0 ? Skip() : 0);
        _chain.Add((from, good));
        Available += good.Entries.Skip(from.Skip).Count(entry => entry is not null);
        // Where windows do not follow each other as asked, asking side by side would waste calls.
        _steps &= good.NextOffset is null || good.NextOffset == from.Offset + windowSize;
        _next = good.NextOffset;
        _total = good.Total ?? _total;
        _stale ??= outcome.Stale;
        if (_readAt is null || outcome.FetchedAt < _readAt)
            _readAt = outcome.FetchedAt;
    }

    private int WindowsFor(int missing)
    {
        if (Reach is null || !_steps)
            return 1;
        var entries = Math.Min(missing, Upcoming()) + (_chain.Count is 0 ? Skip() : 0);
        return Math.Clamp((entries + windowSize - 1) / windowSize, 1, MostAtOnce);
    }

    // A total may be any number; no page holds more than this.
    private int Upcoming() => (int)Math.Clamp(
        Reach.GetValueOrDefault() - _next.GetValueOrDefault() - (_chain.Count is 0 ? Skip() : 0), 0, MostAhead);

    private int Skip() => start.Position.GetValueOrDefault().Skip;
}
