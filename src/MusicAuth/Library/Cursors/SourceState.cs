namespace MusicAuth.Library.Cursors;

/// <summary>The part of a cursor for one source.</summary>
/// <param name="Provider">The provider's name in the API.</param>
/// <param name="Position">Null at the end of the list.</param>
/// <param name="Total">The total that the provider reported last.</param>
/// <param name="Failure">A source that has failed stays failed on all following pages.</param>
/// <param name="FetchedAt">When MusicAuth fetched the oldest item of the last page.</param>
internal sealed record SourceState(
    string Provider, SourcePosition? Position, long? Total, SourceFailure? Failure, DateTimeOffset? FetchedAt)
{
    public bool HasMore => Failure is null && Position is not null;
}
