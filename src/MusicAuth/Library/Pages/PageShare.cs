namespace MusicAuth.Library.Pages;

/// <summary>The items of one source on a page.</summary>
/// <param name="Items">The items in the provider's order.</param>
/// <param name="UnavailableItems">The number of unreadable entries among them.</param>
/// <param name="State">The source's part of the next cursor.</param>
internal sealed record PageShare<T>(IReadOnlyList<T> Items, int UnavailableItems, SourceState State)
{
    /// <summary>When MusicAuth fetched the oldest item; null if it read nothing for this page.</summary>
    public DateTimeOffset? OldestFetchedAt { get; init; }

    /// <summary>Why some items are old.</summary>
    public SourceFailure? StaleCause { get; init; }

    /// <summary>The source failed after some good pages, so its items end here; the next page tries again.</summary>
    public bool IsTruncated { get; init; }
}
