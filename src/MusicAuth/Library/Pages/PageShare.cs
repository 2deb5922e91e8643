namespace MusicAuth.Library.Pages;

/// <summary>The items of one source on a page.</summary>
internal sealed record PageShare<T>(IReadOnlyList<T> Items, int UnavailableItems, SourceCursor State)
{
    /// <summary>When MusicAuth fetched the oldest item; null if it read nothing for this page.</summary>
    public DateTimeOffset? OldestFetchedAt { get; init; }

    /// <summary>Why some items are old.</summary>
    public SourceFailure? StaleCause { get; init; }

    /// <summary>The source failed after some good pages, so its items end here; the next page tries again.</summary>
    public bool IsTruncated { get; init; }
}
