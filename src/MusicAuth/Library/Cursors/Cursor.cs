namespace MusicAuth.Library.Cursors;

/// <summary>The position of a client that reads a list page by page.</summary>
/// <param name="List">The name of the list, including the playlist.</param>
/// <param name="Provider">The only requested source; null for all.</param>
/// <param name="Sources">All requested sources in their order.</param>
internal sealed record Cursor(string List, string? Provider, IReadOnlyList<SourceState> Sources);
