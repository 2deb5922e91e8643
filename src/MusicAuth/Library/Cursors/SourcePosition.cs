namespace MusicAuth.Library.Cursors;

/// <summary>The offset of a provider's page, and how many of its entries earlier unified pages have used.</summary>
internal readonly record struct SourcePosition(long Offset, int Skip);
