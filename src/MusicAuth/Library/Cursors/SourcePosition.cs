namespace MusicAuth.Library.Cursors;

/// <param name="Offset">The offset of a provider's page.</param>
/// <param name="Skip">The number of its entries that earlier unified pages have used.</param>
internal readonly record struct SourcePosition(long Offset, int Skip);
