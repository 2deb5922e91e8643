namespace MusicAuth.Library.Sources;

/// <summary>Entries asked of a provider: from <paramref name="Offset"/> on, at most <paramref name="Size"/>.</summary>
public readonly record struct PageRange(long Offset, int Size);
