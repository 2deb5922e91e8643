namespace MusicAuth.Library.Pages;

/// <summary>One source's part of a page.</summary>
/// <param name="Provider">The wire name: <c>spotify</c> or <c>deezer</c>.</param>
/// <param name="Status">
/// A source that failed stays failed on all later pages. A stale source gives all its items, from before.
/// </param>
/// <param name="Total">The total that the provider reports.</param>
/// <param name="UnavailableItems">Entries of this page of which nothing can be read, null entries among them.</param>
/// <param name="FetchedAt">When the broker got the oldest of these items from the provider.</param>
/// <param name="Problem">Why the source failed, or is stale.</param>
/// <param name="ReauthorizeUrl">The URL at which the user signs in again, where that helps.</param>
public sealed record SourceReport(
    string Provider,
    SourceStatus Status,
    long? Total,
    int UnavailableItems,
    DateTimeOffset? FetchedAt,
    SourceProblem? Problem,
    string? ReauthorizeUrl);
