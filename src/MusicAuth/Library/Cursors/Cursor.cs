namespace MusicAuth.Library.Cursors;

/// <summary>The position of a client that reads a list page by page.</summary>
internal sealed record Cursor(string List, string? Provider, IReadOnlyList<SourceCursor> Sources);
