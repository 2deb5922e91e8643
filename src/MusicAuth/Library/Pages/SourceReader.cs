namespace MusicAuth.Library.Pages;

/// <summary>
/// Reads one source window by window for one page. Windows are asked side by side as far as the total is known to
/// reach, but count only as an unbroken chain, each starting where the one before says that the list goes on.
/// </summary>
/// <param name="start">Where the page begins.</param>
/// <param name="hint">A total of an earlier walk, good for planning only.</param>
/// <param name="windowSize">The most entries of one call.</param>
/// <param name="fetch">Asks the source.</param>
internal sealed class SourceReader<T>(
    SourceState start,
    long? hint,
    int windowSize,
    Func<PageRange, Task<SourceResult<T>>> fetch) where T : class
{
    // A source that gives nothing but dropped entries must not be asked for ever: the page then ends early.
    private const int MaxPages = 50;
    private const int MaxParallelCalls = 10;
    private const int MaxItemsAhead = 1_000_000;

    private readonly List<(SourcePosition From, ProviderPage<T> Window)> _pages = [];
    private long? _next = start.Position?.Offset;
    private long? _total = start.Total;
    private DateTimeOffset? _oldestFetchedAt;
    private SourceFailure? _staleCause;
    private bool _isTruncated;
    private int _requestedPages;
    private bool _hasRegularOffsets = true;

    /// <summary>Entries read and not yet given away.</summary>
    public int Available { get; private set; }

    public SourceFailure? Failure { get; private set; } = start.Failure;

    /// <summary>It goes on, but not on this page.</summary>
    public bool IsStopped { get; private set; }

    public bool HasRead => _requestedPages > 0;

    private bool IsAtEnd => _next is null;

    private long? ExpectedTotal => _total ?? hint;

    public bool CanRead => Failure is null && !IsStopped && !IsAtEnd;

    /// <summary>How many entries it will give if asked for that many, as far as can be known.</summary>
    public int ExpectedCount(int wanted)
    {
        if (Failure is not null)
            return 0;
        if (!CanRead)
            return Math.Min(wanted, Available);
        return ExpectedTotal is null ? wanted : Math.Min(wanted, Available + ItemsAhead());
    }

    /// <summary>One round of windows.</summary>
    public async Task ReadAsync(int wanted)
    {
        var offset = _next ?? throw new InvalidOperationException("The list is at its end.");
        var count = PagesFor(wanted - Available);
        _requestedPages += count;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, count)
            .Select(i => fetch(new PageRange(offset + ((long)i * windowSize), windowSize))));
        for (var i = 0; i < count; i++)
        {
            if (!CanRead || _next != offset + ((long)i * windowSize))
                break;
            Add(outcomes[i]);
        }

        IsStopped |= _requestedPages >= MaxPages && CanRead;
    }

    /// <summary>Gives away that many, and passes over the dropped ones that follow.</summary>
    public PageShare<T> Take(int count)
    {
        var items = new List<T>(count);
        var dropped = 0;
        foreach (var (from, window) in _pages)
        {
            for (var i = from.Skip; i < window.Entries.Count; i++)
            {
                if (window.Entries[i] is not { } item)
                {
                    dropped++;
                    continue;
                }

                if (items.Count == count)
                    return NewShare(items, dropped, new SourcePosition(from.Offset, i));
                items.Add(item);
            }
        }

        return NewShare(items, dropped, _pages.Count is 0 ? start.Position : StartOf(_next));
    }

    private PageShare<T> NewShare(IReadOnlyList<T> items, int dropped, SourcePosition? position) =>
        new(items, dropped, new(start.Provider, position, _total, Failure, _oldestFetchedAt ?? start.FetchedAt))
        {
            OldestFetchedAt = _oldestFetchedAt,
            StaleCause = _staleCause,
            IsTruncated = _isTruncated,
        };

    private static SourcePosition? StartOf(long? offset) => offset is { } value ? new SourcePosition(value, 0) : null;

    private void Add(SourceResult<T> outcome)
    {
        if (outcome.Page is { } window && window.NextOffset is { } next && next <= _next)
            outcome = new(null, new(start.Provider, ProblemCode.ProviderAnswerInvalid, null, null));
        if (outcome.Page is not { } good)
        {
            // After a good beginning the page ends here, and the next one tries again.
            if (_pages.Count > 0)
                IsStopped = _isTruncated = true;
            else
                Failure = outcome.Failure;
            return;
        }

        var from = new SourcePosition(_next.GetValueOrDefault(), _pages.Count is 0 ? Skip() : 0);
        _pages.Add((from, good));
        Available += good.Entries.Skip(from.Skip).Count(entry => entry is not null);
        // Where windows do not follow each other as asked, asking side by side would waste calls.
        _hasRegularOffsets &= good.NextOffset is null || good.NextOffset == from.Offset + windowSize;
        _next = good.NextOffset;
        _total = good.Total ?? _total;
        _staleCause ??= outcome.StaleCause;
        if (_oldestFetchedAt is null || outcome.FetchedAt < _oldestFetchedAt)
            _oldestFetchedAt = outcome.FetchedAt;
    }

    private int PagesFor(int missing)
    {
        if (ExpectedTotal is null || !_hasRegularOffsets)
            return 1;
        var entries = Math.Min(missing, ItemsAhead()) + (_pages.Count is 0 ? Skip() : 0);
        return Math.Clamp((entries + windowSize - 1) / windowSize, 1, MaxParallelCalls);
    }

    // A total may be any number; no page holds more than this.
    private int ItemsAhead() => (int)Math.Clamp(
        ExpectedTotal.GetValueOrDefault() - _next.GetValueOrDefault() - (_pages.Count is 0 ? Skip() : 0), 0, MaxItemsAhead);

    private int Skip() => start.Position.GetValueOrDefault().Skip;
}
