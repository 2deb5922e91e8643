namespace MusicAuth.Library.Cursors;

/// <summary>Where a walk over a list stands.</summary>
/// <param name="List">Which list, playlist included.</param>
/// <param name="Provider">The one source that was asked for, null for all.</param>
/// <param name="Sources">All asked sources, in order.</param>
internal sealed record Cursor(string List, string? Provider, IReadOnlyList<SourceState> Sources);
