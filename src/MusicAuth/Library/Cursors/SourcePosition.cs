namespace MusicAuth.Library.Cursors;

/// <summary>A place in a source's list: a window and how many of its entries are passed already.</summary>
internal readonly record struct SourcePosition(long Offset, int Skip);
