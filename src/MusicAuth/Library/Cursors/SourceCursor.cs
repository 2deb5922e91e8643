namespace MusicAuth.Library.Cursors;

/// <summary>The part of a cursor for one source. The position is null at the end; a failure is permanent.</summary>
internal sealed record SourceCursor(
    string Provider, SourcePosition? Position, long? Total, SourceFailure? Failure, DateTimeOffset? FetchedAt)
{
    public bool HasMore => Failure is null && Position is not null;
}
