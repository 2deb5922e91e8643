namespace MusicAuth.Library.Pages;

/// <summary>What a source gives to a page, and where that leaves it.</summary>
/// <param name="Items">What goes on the page.</param>
/// <param name="UnavailableItems">Entries that are nothing.</param>
/// <param name="State">What the cursor keeps.</param>
internal sealed record PageShare<T>(IReadOnlyList<T> Items, int UnavailableItems, SourceState State)
{
    /// <summary>When the oldest of it was got; null where nothing was read for this page.</summary>
    public DateTimeOffset? OldestFetchedAt { get; init; }

    /// <summary>Why some of it is old.</summary>
    public SourceFailure? StaleCause { get; init; }

    /// <summary>Whether it ends here only because the source failed after a good beginning.</summary>
    public bool IsTruncated { get; init; }
}
