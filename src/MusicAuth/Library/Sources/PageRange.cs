namespace MusicAuth.Library.Sources;

/// <summary>The part of a provider's list that MusicAuth requests.</summary>
public readonly record struct PageRange(long Offset, int Size);
