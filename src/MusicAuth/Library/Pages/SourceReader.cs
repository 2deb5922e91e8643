namespace MusicAuth.Library.Pages;

/// <summary>
/// Reads the provider's pages of one source for one unified page. The reader fetches pages in parallel as far as the
/// total is known, and uses them only if each page begins where the previous one ends.
/// </summary>
internal sealed class SourceReader<T>(
    SourceCursor start,
    long? recentTotal,
    int pageSize,
    Func<PageRange, Task<SourceResult<T>>> fetch) where T : class
{
    // A source with unreadable entries only must not cause calls for ever: the page then ends early.
    private const int MaxPages = 50;
    private const int MaxParallelCalls = 10;

    // A provider may report any total, and no unified page needs more items.
    private const int MaxItemsAhead = 1_000_000;

    private readonly List<(SourcePosition From, ProviderPage<T> Page)> _pages = [];
    private long? _next = start.Position?.Offset;
    private long? _total = start.Total;
    private DateTimeOffset? _oldestFetchedAt;
    private SourceFailure? _failure = start.Failure;
    private SourceFailure? _staleCause;
    private bool _isTruncated;
    private int _requestedPages;
    private bool _hasRegularOffsets = true;

    /// <summary>The number of items that were read and not taken.</summary>
    public int Available { get; private set; }

    /// <summary>The source has more items, but not on this page.</summary>
    public bool IsStopped { get; private set; }

    public bool HasRead => _requestedPages > 0;

    public bool CanRead => _failure is null && !IsStopped && _next is not null;

    private long? ExpectedTotal => _total ?? recentTotal;

    // Only the first page of this read continues within a provider's page.
    private int SkipOfNext => _pages.Count is 0 ? start.Position.GetValueOrDefault().Skip : 0;

    private int ItemsAhead => (int)Math.Clamp(
        ExpectedTotal.GetValueOrDefault() - _next.GetValueOrDefault() - SkipOfNext, 0, MaxItemsAhead);

    /// <summary>The number of items that the source will probably return if asked for so many.</summary>
    public int ExpectedCount(int requested) => this switch
    {
        { _failure: not null } => 0,
        { CanRead: false } => Math.Min(requested, Available),
        { ExpectedTotal: null } => requested,
        _ => Math.Min(requested, Available + ItemsAhead),
    };

    /// <summary>Fetches one or more pages of the provider in parallel.</summary>
    public async Task ReadAsync(int requested)
    {
        var offset = _next ?? throw new InvalidOperationException("The list is at its end.");
        var count = PagesFor(requested - Available);
        _requestedPages += count;
        PageRange[] ranges =
            [.. Enumerable.Range(0, count).Select(i => new PageRange(offset + ((long)i * pageSize), pageSize))];
        var results = await Task.WhenAll(ranges.Select(fetch));
        foreach (var (range, result) in ranges.Zip(results).TakeWhile(pair => CanRead && _next == pair.First.Offset))
            Add(result);
        IsStopped |= _requestedPages >= MaxPages && CanRead;
    }

    /// <summary>Takes so many items, and skips the unreadable entries that follow them.</summary>
    public PageShare<T> Take(int count)
    {
        var items = new List<T>(count);
        var unavailable = 0;
        foreach (var (from, page) in _pages)
        {
            for (var i = from.Skip; i < page.Entries.Count; i++)
            {
                if (page.Entries[i] is not { } item)
                    unavailable++;
                else if (items.Count == count)
                    return NewShare(items, unavailable, new SourcePosition(from.Offset, i));
                else
                    items.Add(item);
            }
        }

        return NewShare(items, unavailable, _pages.Count is 0 ? start.Position
            : _next is { } next ? new SourcePosition(next, 0) : null);
    }

    private PageShare<T> NewShare(IReadOnlyList<T> items, int unavailable, SourcePosition? position) =>
        new(items, unavailable, new(start.Provider, position, _total, _failure, _oldestFetchedAt ?? start.FetchedAt))
        {
            OldestFetchedAt = _oldestFetchedAt,
            StaleCause = _staleCause,
            IsTruncated = _isTruncated,
        };

    private void Add(SourceResult<T> result)
    {
        if (result.Page is { } looping && looping.NextOffset <= _next)
            result = new(null, new(start.Provider, ProblemCode.ProviderAnswerInvalid, null, null));
        if (result.Page is not { } page)
        {
            // After good pages the unified page ends here, and the next one tries again.
            if (_pages.Count > 0)
                IsStopped = _isTruncated = true;
            else
                _failure = result.Failure;
            return;
        }

        var from = new SourcePosition(_next.GetValueOrDefault(), SkipOfNext);
        _pages.Add((from, page));
        Available += page.Entries.Skip(from.Skip).Count(entry => entry is not null);
        // With irregular offsets most parallel calls would be wasted.
        _hasRegularOffsets &= page.NextOffset is null || page.NextOffset == from.Offset + pageSize;
        _next = page.NextOffset;
        _total = page.Total ?? _total;
        _staleCause ??= result.StaleCause;
        if (_oldestFetchedAt is null || result.FetchedAt < _oldestFetchedAt)
            _oldestFetchedAt = result.FetchedAt;
    }

    private int PagesFor(int missing)
    {
        if (ExpectedTotal is null || !_hasRegularOffsets)
            return 1;
        var entries = Math.Min(missing, ItemsAhead) + SkipOfNext;
        return Math.Clamp((entries + pageSize - 1) / pageSize, 1, MaxParallelCalls);
    }
}
