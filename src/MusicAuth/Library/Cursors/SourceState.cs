namespace MusicAuth.Library.Cursors;

/// <summary>Where a walk stands in one source; what the cursor keeps of it.</summary>
/// <param name="Provider">The wire name.</param>
/// <param name="Position">Null at the end.</param>
/// <param name="Total">As last told.</param>
/// <param name="Failure">Once failed, failed for the walk.</param>
/// <param name="FetchedAt">When the oldest of the last page was got.</param>
internal sealed record SourceState(
    string Provider, SourcePosition? Position, long? Total, SourceFailure? Failure, DateTimeOffset? FetchedAt)
{
    public bool HasMore => Failure is null && Position is not null;
}
