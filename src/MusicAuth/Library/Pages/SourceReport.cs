namespace MusicAuth.Library.Pages;

/// <summary>The state of one source on a page.</summary>
/// <param name="Provider">The provider: <c>spotify</c> or <c>deezer</c>.</param>
/// <param name="Status">
/// A source that has failed stays failed on all following pages. A stale source returns its old items.
/// </param>
/// <param name="Total">The total that the provider reports.</param>
/// <param name="UnavailableItems">The number of entries of this page that are null or unreadable.</param>
/// <param name="FetchedAt">When MusicAuth fetched the oldest of these items from the provider.</param>
/// <param name="Problem">The reason why the source failed or is stale.</param>
/// <param name="ReauthorizeUrl">The URL at which the user signs in again, if that helps.</param>
public sealed record SourceReport(
    string Provider,
    SourceStatus Status,
    long? Total,
    int UnavailableItems,
    DateTimeOffset? FetchedAt,
    SourceProblem? Problem,
    string? ReauthorizeUrl);
